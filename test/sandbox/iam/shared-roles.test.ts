import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TestSandbox } from '../../support/test-sandbox.ts';
import { assumeRole, type RoleClients, refusalOf } from './role-clients.ts';

/** Roles that serve every client of a stack, by the folder of their function. */
const SHARED = ['issue-by-otp', 'revoke-superseded-tokens', 'vend-short-term-token'];

let running: TestSandbox;
let secret: string;
let clientSecret: string;
let key: string;
let encryptionKey: string;

const functionOf = (kind: string) => {
  const found = running.sandbox.lambda
    .functions()
    .find(({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === kind);
  if (found === undefined) throw new Error(`There is no function ${kind}.`);
  return found;
};

beforeAll(async () => {
  running = await TestSandbox.start();
  const { clients, kms } = running.sandbox;
  await running.client('acme').issueFirstToken();
  secret = running.client('acme').secretArn;
  clientSecret = clients.find(({ name }) => name === 'globex')?.clientSecretArn ?? '';
  key = clients.find(({ name }) => name === 'acme')?.signingKeyArn ?? '';
  encryptionKey = kms.keys().find(({ spec }) => spec === 'SYMMETRIC_DEFAULT')?.arn ?? '';
});

afterAll(() => running.stop());

const VERSION = '0f6a1c2e-0000-4000-8000-0123456789ab';
const FOREIGN = 'production/database';
const DIGEST = new Uint8Array(32);
const POLICY = '{"Version":"2012-10-17","Statement":[]}';

/** What no function that serves every client may do, beside what each may not. */
const FORBIDDEN: Record<string, (role: RoleClients) => Promise<unknown>> = {
  'read a secret of somebody else': ({ secretsManager }) => secretsManager.getSecretValue({ SecretId: FOREIGN }),
  'describe a secret of somebody else': ({ secretsManager }) => secretsManager.describeSecret({ SecretId: FOREIGN }),
  'write a secret of somebody else': ({ secretsManager }) =>
    secretsManager.putSecretValue({ SecretId: FOREIGN, SecretString: 'x' }),
  'move labels of somebody else': ({ secretsManager }) =>
    secretsManager.updateSecretVersionStage({ SecretId: FOREIGN, VersionStage: 'x', MoveToVersionId: VERSION }),
  'rotate a secret of somebody else': ({ secretsManager }) => secretsManager.rotateSecret({ SecretId: FOREIGN }),
  'create a secret': ({ secretsManager }) => secretsManager.createSecret({ Name: 'mine', SecretString: 'x' }),
  'update a token secret': ({ secretsManager }) =>
    secretsManager.updateSecret({ SecretId: secret, Description: 'mine' }),
  'delete a token secret': ({ secretsManager }) => secretsManager.deleteSecret({ SecretId: secret }),
  'restore a token secret': ({ secretsManager }) => secretsManager.restoreSecret({ SecretId: secret }),
  'cancel a rotation': ({ secretsManager }) => secretsManager.cancelRotateSecret({ SecretId: secret }),
  'give a secret to another function to rotate': ({ secretsManager }) =>
    secretsManager.rotateSecret({
      SecretId: secret,
      RotationLambdaARN: 'arn:aws:lambda:us-east-1:123456789012:function:mine',
    }),
  'change the rotation rules': ({ secretsManager }) =>
    secretsManager.rotateSecret({ SecretId: secret, RotationRules: { AutomaticallyAfterDays: 999 } }),
  'tag a token secret': ({ secretsManager }) =>
    secretsManager.tagResource({ SecretId: secret, Tags: [{ Key: 'a', Value: 'b' }] }),
  'untag a token secret': ({ secretsManager }) => secretsManager.untagResource({ SecretId: secret, TagKeys: ['a'] }),
  'put a resource policy': ({ secretsManager }) =>
    secretsManager.putResourcePolicy({ SecretId: secret, ResourcePolicy: POLICY }),
  'read a resource policy': ({ secretsManager }) => secretsManager.getResourcePolicy({ SecretId: secret }),
  'delete a resource policy': ({ secretsManager }) => secretsManager.deleteResourcePolicy({ SecretId: secret }),
  'list secrets': ({ secretsManager }) => secretsManager.listSecrets({}),
  "write a client's secret": ({ secretsManager }) =>
    secretsManager.putSecretValue({ SecretId: clientSecret, SecretString: 'x' }),
  "delete a client's secret": ({ secretsManager }) => secretsManager.deleteSecret({ SecretId: clientSecret }),
  'sign a text instead of a digest': ({ kms }) =>
    kms.sign({ KeyId: key, Message: DIGEST, SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' }),
  'sign in another algorithm': ({ kms }) =>
    kms.sign({ KeyId: key, Message: DIGEST, MessageType: 'DIGEST', SigningAlgorithm: 'RSASSA_PSS_SHA_256' }),
  'change a key policy': ({ kms }) => kms.putKeyPolicy({ KeyId: key, Policy: POLICY }),
  'read a key policy': ({ kms }) => kms.getKeyPolicy({ KeyId: key }),
  'disable a signing key': ({ kms }) => kms.disableKey({ KeyId: key }),
  'delete a signing key': ({ kms }) => kms.scheduleKeyDeletion({ KeyId: key }),
  'create a key': ({ kms }) => kms.createKey({}),
  'move an alias': ({ kms }) => kms.updateAlias({ AliasName: 'alias/click2mail/acme', TargetKeyId: key }),
  'encrypt directly': ({ kms }) => kms.encrypt({ KeyId: encryptionKey, Plaintext: DIGEST }),
  'make a data key directly': ({ kms }) => kms.generateDataKey({ KeyId: encryptionKey, KeySpec: 'AES_256' }),
  'disable the encryption key': ({ kms }) => kms.disableKey({ KeyId: encryptionKey }),
  'invoke the unqualified vendor': ({ lambda }) =>
    lambda.invoke({ FunctionName: functionOf('vend-short-term-token').functionName }),
  'invoke issue-by-otp': ({ lambda }) => lambda.invoke({ FunctionName: functionOf('issue-by-otp').functionName }),
  'invoke the sweep': ({ lambda }) =>
    lambda.invoke({ FunctionName: functionOf('revoke-superseded-tokens').functionName }),
  'become a rotation role': ({ sts }) =>
    sts.assumeRole({ RoleArn: functionOf('rotate-by-assertion').roleArn, RoleSessionName: 'mine' }),
};

test('there are more than thirty of them', () => {
  expect(Object.keys(FORBIDDEN).length).toBeGreaterThan(30);
});

describe.each(SHARED)('the role of %s may not', (kind) => {
  let role: RoleClients;

  beforeAll(async () => {
    role = await assumeRole(running.sandbox, functionOf(kind).roleArn);
  });

  afterAll(() => role.destroy());

  test.each(Object.keys(FORBIDDEN))('%s', async (what) => {
    const before = running.sandbox.authorisation.denied.length;
    const refusal = await refusalOf(FORBIDDEN[what]?.(role) ?? Promise.resolve());
    expect(refusal).toMatchObject({ name: expect.stringMatching(/^AccessDenied(Exception)?$/) as unknown });
    expect(running.sandbox.authorisation.denied.length).toBe(before + 1);
  });
});

describe('beyond that', () => {
  test('the sweep moves no AWSCURRENT, and no label of others', async () => {
    const role = await assumeRole(running.sandbox, functionOf('revoke-superseded-tokens').roleArn);
    for (const VersionStage of ['AWSCURRENT', 'AWSPREVIOUS', 'theirs']) {
      const move = { SecretId: secret, VersionStage, MoveToVersionId: VERSION };
      expect(await refusalOf(role.secretsManager.updateSecretVersionStage(move))).toMatchObject({
        name: 'AccessDeniedException',
      });
    }
    role.destroy();
  });

  test('the vendor reads what is current alone, and writes nothing', async () => {
    const role = await assumeRole(running.sandbox, functionOf('vend-short-term-token').roleArn);
    const { secretsManager } = role;
    const SecretId = secret;
    for (const call of [
      secretsManager.getSecretValue({ SecretId, VersionStage: 'AWSPREVIOUS' }),
      secretsManager.getSecretValue({ SecretId }),
      secretsManager.getSecretValue({ SecretId: clientSecret }),
      secretsManager.putSecretValue({ SecretId, SecretString: 'x' }),
      secretsManager.describeSecret({ SecretId }),
    ]) {
      expect(await refusalOf(call)).toMatchObject({ name: 'AccessDeniedException' });
    }
    await expect(secretsManager.getSecretValue({ SecretId, VersionStage: 'AWSCURRENT' })).resolves.toBeDefined();
    role.destroy();
  });
});
