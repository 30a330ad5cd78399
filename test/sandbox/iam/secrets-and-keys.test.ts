import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { recordSecret } from '../../support/secret-watch.ts';
import { startStack, type StartedStack } from '../stack/started-stack.ts';
import { assumeRole, clientsOf, type RoleClients, refusalOf } from './role-clients.ts';
import { ACCOUNT, allow, deny, policyOf, principal, roleArn, roleOf } from './template-roles.ts';

const VIA_SECRETS_MANAGER = { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' };
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const FOREIGN = '999988887777';
const KEY_ARN = { 'Fn::GetAtt': ['Key', 'Arn'] };
const secret = (Name: string, properties: object = {}) => ({
  Type: 'AWS::SecretsManager::Secret',
  Properties: { Name, SecretString: `value of ${Name}`, ...properties },
});
const every = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:app/*`;

const Resources = {
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: policyOf(
        principal(ROOT, allow('kms:PutKeyPolicy', '*')),
        principal(ROOT, allow(['kms:Decrypt', 'kms:GenerateDataKey'], '*', { StringEquals: VIA_SECRETS_MANAGER })),
        principal({ AWS: `arn:aws:iam::${FOREIGN}:root` }, allow('kms:Decrypt', '*')),
      ),
    },
  },
  Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/app', TargetKeyId: KEY_ARN } },
  Aliased: { ...secret('app/aliased', { KmsKeyId: 'alias/app' }), DependsOn: 'Alias' },
  Encrypted: secret('app/encrypted', { KmsKeyId: KEY_ARN }),
  Second: secret('app/second', { KmsKeyId: KEY_ARN }),
  Tagged: secret('app/tagged', { Tags: [{ Key: 'team', Value: 'post' }] }),
  Plain: secret('app/plain'),
  PlainPolicy: {
    Type: 'AWS::SecretsManager::ResourcePolicy',
    Properties: {
      SecretId: { Ref: 'Plain' },
      ResourcePolicy: policyOf(
        principal(
          '*',
          deny('secretsmanager:GetSecretValue', '*', {
            ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/shut-out' },
          }),
        ),
        principal({ AWS: roleArn('named') }, allow('secretsmanager:GetSecretValue', '*')),
      ),
    },
  },
  SharedPolicy: {
    Type: 'AWS::SecretsManager::ResourcePolicy',
    Properties: {
      SecretId: { Ref: 'Encrypted' },
      ResourcePolicy: policyOf(
        principal({ AWS: `arn:aws:iam::${FOREIGN}:role/reader` }, allow('secretsmanager:GetSecretValue', '*')),
      ),
    },
  },
  Boundary: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: policyOf(allow('secretsmanager:DescribeSecret', '*'), allow('kms:*', '*')) },
  },
  Everything: roleOf('everything', [allow('secretsmanager:*', '*')]),
  ShutOut: roleOf('shut-out', [allow('secretsmanager:*', '*')]),
  Named: roleOf('named', []),
  Bounded: roleOf('bounded', [allow('secretsmanager:*', '*')], { PermissionsBoundary: { Ref: 'Boundary' } }),
  Managed: roleOf('managed', [], { ManagedPolicyArns: [{ Ref: 'Boundary' }], Path: '/team/' }),
  ByTag: roleOf('by-tag', [
    allow('secretsmanager:GetSecretValue', every, { StringEquals: { 'secretsmanager:ResourceTag/team': 'post' } }),
  ]),
  CurrentOnly: roleOf('current-only', [
    allow('secretsmanager:GetSecretValue', every, {
      'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' },
    }),
  ]),
  WithoutSetOperator: roleOf('without-set-operator', [
    allow('secretsmanager:GetSecretValue', every, { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } }),
  ]),
  Labeller: roleOf('labeller', [
    allow('secretsmanager:UpdateSecretVersionStage', every, {
      'ForAnyValue:StringLike': { 'secretsmanager:VersionStage': ['mine:*', 'AWSPENDING'] },
    }),
  ]),
  OneSecret: roleOf('one-secret', [
    allow(['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], every),
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], KEY_ARN, {
      StringEquals: { ...VIA_SECRETS_MANAGER, 'kms:EncryptionContext:SecretARN': { Ref: 'Encrypted' } },
    }),
  ]),
  ByAlias: roleOf('by-alias', [
    allow('secretsmanager:GetSecretValue', every),
    allow('kms:Decrypt', KEY_ARN, { StringEquals: { 'kms:RequestAlias': 'alias/app' } }),
  ]),
  Batch: roleOf('batch', [
    allow('secretsmanager:BatchGetSecretValue', '*'),
    allow('secretsmanager:GetSecretValue', { Ref: 'Plain' }),
  ]),
};

let started: StartedStack;
const sessions = new Map<string, RoleClients>();
beforeAll(async () => {
  const Outputs = {
    Key: { Value: KEY_ARN },
    Plain: { Value: { Ref: 'Plain' } },
    Encrypted: { Value: { Ref: 'Encrypted' } },
  };
  started = await startStack({ template: { Resources, Outputs } });
});
afterAll(async () => {
  for (const clients of sessions.values()) clients.destroy();
  await started.stop();
});

/** Secrets Manager under a role of the stack. */
async function as(roleName: string) {
  const clients = sessions.get(roleName) ?? (await assumeRole(started.sandbox, roleArn(roleName)));
  sessions.set(roleName, clients);
  return clients.secretsManager;
}

const outputs = () => started.sandbox.outputs as Readonly<Record<'Key' | 'Plain' | 'Encrypted', string>>;
const refused = async (call: Promise<unknown>) => (await refusalOf(call)).message;
const lastDenied = () => started.sandbox.authorisation.denied.at(-1);

describe('a secret’s own policy', () => {
  test('lets in a role that has no policy, and shuts out one that may do everything', async () => {
    const plain = { SecretId: 'app/plain' };
    expect((await (await as('named')).getSecretValue(plain)).SecretString).toBe('value of app/plain');
    expect((await (await as('everything')).getSecretValue(plain)).SecretString).toBe('value of app/plain');
    expect(await refused((await as('shut-out')).getSecretValue(plain))).toMatch(
      /on resource: arn:\S+ with an explicit deny in a resource-based policy$/,
    );
  });

  test('counts as soon as it is put, and no longer than it is there', async () => {
    const secretsManager = await as('named');
    const tagged = { SecretId: 'app/tagged' };
    expect(await refused(secretsManager.getSecretValue(tagged))).toContain('no identity-based policy allows');
    const administrator = clientsOf(started.sandbox);
    const policy = policyOf(principal({ AWS: roleArn('named') }, allow('secretsmanager:GetSecretValue', '*')));
    await administrator.secretsManager.putResourcePolicy({ ...tagged, ResourcePolicy: JSON.stringify(policy) });
    expect(await secretsManager.getSecretValue(tagged)).toMatchObject({ Name: 'app/tagged' });
    await administrator.secretsManager.deleteResourcePolicy(tagged);
    administrator.destroy();
    expect(await refused(secretsManager.getSecretValue(tagged))).toContain('no identity-based policy allows');
  });
});

describe('a permissions boundary of the template', () => {
  test('caps what a role’s policies allow', async () => {
    const bounded = await as('bounded');
    expect(await bounded.describeSecret({ SecretId: 'app/plain' })).toMatchObject({ Name: 'app/plain' });
    expect(await refused(bounded.getSecretValue({ SecretId: 'app/plain' }))).toMatch(
      / because no permissions boundary allows the secretsmanager:GetSecretValue action$/,
    );
  });

  test('or another managed policy, can be attached to a role, whatever its path', async () => {
    const { secretsManager, ...managed } = await assumeRole(started.sandbox, roleArn('team/managed'));
    expect(managed.sessionArn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/managed/test`);
    expect(await secretsManager.describeSecret({ SecretId: 'app/plain' })).toMatchObject({ Name: 'app/plain' });
    managed.destroy();
  });

  test.each([
    ['PermissionsBoundary', (arn: string) => arn],
    ['ManagedPolicyArns', (arn: string) => [arn]],
  ] as const)('that the template does not make is an error: %s', async (property, value) => {
    const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    const template = { Resources: { Role: roleOf('r', [], { [property]: value(arn) }) } };
    await expect(startStack({ template })).rejects.toThrow(`The sandbox does not know the managed policy ${arn}`);
  });
});

describe('a condition of a role’s policy', () => {
  test('on a tag of the secret', async () => {
    const byTag = await as('by-tag');
    expect(await byTag.getSecretValue({ SecretId: 'app/tagged' })).toMatchObject({ Name: 'app/tagged' });
    expect(await refused(byTag.getSecretValue({ SecretId: 'app/plain' }))).toContain('no identity-based policy allows');
  });

  const SecretId = 'app/plain';

  test('on the stage that is read: it has to be named, although AWSCURRENT would be read without', async () => {
    const current = await as('current-only');
    const { VersionId } = await current.getSecretValue({ SecretId, VersionStage: 'AWSCURRENT' });
    for (const request of [{ SecretId }, { SecretId, VersionId }, { SecretId, VersionStage: 'AWSPREVIOUS' }]) {
      expect(await refused(current.getSecretValue(request))).toContain('no identity-based policy allows');
    }
    const both = { SecretId, VersionId, VersionStage: 'AWSCURRENT' };
    expect(await current.getSecretValue(both)).toMatchObject({ VersionId });
  });

  test('on the stage that is read, which is a list: a condition for one text does not match it', async () => {
    const reading = (await as('without-set-operator')).getSecretValue({ SecretId, VersionStage: 'AWSCURRENT' });
    expect(await refused(reading)).toContain('no identity-based policy allows');
  });

  test('on the stage that a batch reads: nobody names one', async () => {
    const stage = { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': 'AWSCURRENT' } };
    const statements = [
      allow('secretsmanager:BatchGetSecretValue', '*'),
      allow('secretsmanager:GetSecretValue', '*', stage),
    ];
    started.sandbox.roles.putPolicy('labeller', 'Batch', policyOf(...statements));
    const { Errors } = await (await as('labeller')).batchGetSecretValue({ SecretIdList: [SecretId] });
    expect(Errors).toMatchObject([{ SecretId, ErrorCode: 'AccessDeniedException' }]);
    started.sandbox.roles.deletePolicy('labeller', 'Batch');
  });

  test('on the label that is moved', async () => {
    const [labeller, everything] = [await as('labeller'), await as('everything')];
    const { VersionId: MoveToVersionId } = await everything.getSecretValue({ SecretId: 'app/plain' });
    const move = (VersionStage: string) =>
      labeller.updateSecretVersionStage({ SecretId: 'app/plain', VersionStage, MoveToVersionId });
    expect(await move('mine:due')).toMatchObject({ Name: 'app/plain' });
    expect(await refused(move('AWSCURRENT'))).toContain('no identity-based policy allows');
  });
});

describe('a secret under a key of its own', () => {
  test('is read and written by who may use the key through Secrets Manager, for that very secret', async () => {
    const one = await as('one-secret');
    expect(await one.getSecretValue({ SecretId: 'app/encrypted' })).toMatchObject({ Name: 'app/encrypted' });
    await one.putSecretValue({ SecretId: 'app/encrypted', SecretString: 'value of app/encrypted' });
    const refusal = { name: 'AccessDeniedException', message: 'Access to KMS is not allowed', status: 400 };
    expect(await refusalOf(one.getSecretValue({ SecretId: 'app/second' }))).toEqual(refusal);
    expect(lastDenied()).toMatchObject({ action: 'kms:Decrypt', resource: outputs().Key });
    expect(await refusalOf(one.putSecretValue({ SecretId: 'app/second', SecretString: 'value of x' }))).toEqual(
      refusal,
    );
    expect(lastDenied()).toMatchObject({
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/one-secret/test`,
      action: 'kms:GenerateDataKey',
      resource: outputs().Key,
    });
  });

  test('is not read without the key, whatever the role may do to secrets', async () => {
    expect(await refused((await as('everything')).getSecretValue({ SecretId: 'app/encrypted' }))).toBe(
      'Access to KMS is not allowed',
    );
  });

  test('is not read by who may use the key under an alias: nothing says that Secrets Manager names it so', async () => {
    expect(await refused((await as('by-alias')).getSecretValue({ SecretId: 'app/aliased' }))).toBe(
      'Access to KMS is not allowed',
    );
    const administrator = clientsOf(started.sandbox);
    expect(await administrator.secretsManager.describeSecret({ SecretId: 'app/aliased' })).toMatchObject({
      KmsKeyId: 'alias/app',
    });
    administrator.destroy();
  });

  test('is lost to everybody whom the key’s policy does not let in any more, at once', async () => {
    const one = await as('one-secret');
    const administrator = clientsOf(started.sandbox);
    const { Policy = '' } = await administrator.kms.getKeyPolicy({ KeyId: outputs().Key });
    const closed = JSON.stringify(policyOf(principal(ROOT, allow('kms:PutKeyPolicy', '*'))));
    await administrator.kms.putKeyPolicy({ KeyId: outputs().Key, Policy: closed });
    expect(await refused(one.getSecretValue({ SecretId: 'app/encrypted' }))).toBe('Access to KMS is not allowed');
    await administrator.kms.putKeyPolicy({ KeyId: outputs().Key, Policy });
    expect(await one.getSecretValue({ SecretId: 'app/encrypted' })).toMatchObject({ Name: 'app/encrypted' });
    administrator.destroy();
  });
});

describe('a batch', () => {
  test('is read secret by secret, each by its own right', async () => {
    const { SecretValues, Errors } = await (
      await as('batch')
    ).batchGetSecretValue({ SecretIdList: ['app/plain', 'app/tagged'] });
    expect(SecretValues).toMatchObject([{ Name: 'app/plain' }]);
    expect(Errors).toEqual([
      {
        SecretId: 'app/tagged',
        ErrorCode: 'AccessDeniedException',
        Message: expect.stringMatching(/is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:/),
      },
    ]);
  });

  test('that is looked for needs the right to list', async () => {
    const Filters = [{ Key: 'name' as const, Values: ['app'] }];
    expect(await refused((await as('batch')).batchGetSecretValue({ Filters }))).toMatch(
      /is not authorized to perform: secretsmanager:ListSecrets because no identity-based policy allows/,
    );
  });
});

describe('another account', () => {
  const reader = (name: string) => {
    const { secretAccessKey, sessionToken, accessKeyId } = started.sandbox.credentials.issue(
      `arn:aws:iam::${FOREIGN}:role/${name}`,
      'test',
    );
    recordSecret(secretAccessKey);
    return clientsOf(started.sandbox, { accessKeyId, secretAccessKey, sessionToken });
  };

  test('reads what a secret’s policy and its key’s policy both let it read', async () => {
    const { secretsManager, ...clients } = reader('reader');
    expect(await secretsManager.getSecretValue({ SecretId: outputs().Encrypted })).toMatchObject({
      Name: 'app/encrypted',
    });
    expect(await refused(secretsManager.describeSecret({ SecretId: outputs().Encrypted }))).toBe(
      `User: arn:aws:sts::${FOREIGN}:assumed-role/reader/test is not authorized to perform: ` +
        `secretsmanager:DescribeSecret on resource: ${outputs().Encrypted} ` +
        'because no resource-based policy allows the secretsmanager:DescribeSecret action',
    );
    clients.destroy();
  });

  test('does so by the role that is named, and by no other', async () => {
    const { secretsManager, ...clients } = reader('writer');
    expect(await refused(secretsManager.getSecretValue({ SecretId: outputs().Encrypted }))).toContain(
      'because no resource-based policy allows',
    );
    clients.destroy();
  });
});
