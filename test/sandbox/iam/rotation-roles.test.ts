import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { administratorClient, issueFirstToken } from '../../../sandbox/demo/operator.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';
import { FORBIDDEN_CALLS, type ForbiddenGround } from './forbidden-calls.ts';
import { assumeRole, clientsOf, type RoleClients, refusalOf } from './role-clients.ts';

/** A client of each grant, and for assertions one of each kind of key; `hasty` is the one whose things are not theirs. */
const CLIENTS = ['acme', 'elliptic', 'padded', 'globex', 'initech'];
const RS256 = 'RSASSA_PKCS1_V1_5_SHA_256';
const PS256 = 'RSASSA_PSS_SHA_256';
const ALGORITHMS = new Map([
  ['elliptic', ['ECDSA_SHA_256', RS256]],
  ['padded', [PS256, RS256]],
]);

// Jest passes a callback in the place of an element that a row lacks.
const ATTEMPTS = FORBIDDEN_CALLS.map((forbidden) => [forbidden[0], forbidden] as const);

let running: TestSandbox;
let encryptionKey: string;
let ciphertext: Uint8Array;

beforeAll(async () => {
  running = await TestSandbox.start();
  const administrator = clientsOf(running.sandbox);
  const SecretId = running.client('acme').secretArn;
  encryptionKey = (await administrator.secretsManager.describeSecret({ SecretId })).KmsKeyId ?? '';
  const encrypted = await administrator.kms.encrypt({ KeyId: encryptionKey, Plaintext: Buffer.from('x') });
  ciphertext = encrypted.CiphertextBlob ?? new Uint8Array();
  administrator.destroy();
});
afterAll(() => running.stop());

function partsOf(name: string) {
  const { clients, lambda } = running.sandbox;
  const deployed = clients.find((client) => client.name === name);
  const configuration = lambda.functions().find(({ functionArn }) => functionArn === deployed?.rotationFunctionArn);
  if (deployed === undefined || configuration === undefined) throw new Error(`There is no client ${name}.`);
  return { ...deployed, ...configuration };
}

function groundOf(name: string): ForbiddenGround {
  const [mine, others, acme] = [partsOf(name), partsOf('hasty'), partsOf('acme')];
  const [algorithm = RS256, otherAlgorithm = PS256] = ALGORITHMS.get(name) ?? [];
  return {
    secret: mine.secretArn,
    otherSecret: others.secretArn,
    key: mine.signingKeyArn ?? acme.signingKeyArn ?? '',
    algorithm,
    otherAlgorithm,
    otherKey: others.signingKeyArn ?? '',
    encryptionKey,
    ciphertext,
    function: mine.functionArn,
    otherFunction: others.functionArn,
    role: mine.roleArn,
    otherRole: others.roleArn,
  };
}

test('the first tokens and rotations of all grants need no call that is denied', async () => {
  const { sandbox } = running;
  const secretsManager = administratorClient(sandbox);
  for (const client of sandbox.state().clients) await issueFirstToken(sandbox, secretsManager, client);
  for (const { name } of sandbox.state().clients) await running.client(name).rotate();
  secretsManager.destroy();
  const { rotations, denied, clients } = sandbox.state();
  expect(rotations.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([]);
  expect(rotations.length).toBeGreaterThanOrEqual(clients.length);
  expect(denied).toEqual([]);
});

describe.each(CLIENTS)('the role that rotates %s is refused, as AWS would refuse it, to', (name) => {
  let clients: RoleClients;
  let ground: ForbiddenGround;
  beforeAll(async () => {
    ground = groundOf(name);
    clients = await assumeRole(running.sandbox, ground.role, `test-${name}`);
  });
  afterAll(() => clients.destroy());

  test.each(ATTEMPTS)('%s', async (_what, [, operation, inputOf, resourceOf, reason]) => {
    const before = running.sandbox.authorisation.denied.length;
    const [service = '', method = ''] = operation.split(':');
    const action = operation === 'lambda:Invoke' ? 'lambda:InvokeFunction' : operation;
    const resource = resourceOf(ground);
    expect(await refusalOf(call(clients, service, method, inputOf(ground)))).toEqual({
      name: service === 'sts' ? 'AccessDenied' : 'AccessDeniedException',
      message:
        `User: ${clients.sessionArn} is not authorized to perform: ${action}` +
        (resource === '*' ? '' : ` on resource: ${resource}`) +
        (service === 'sts' ? '' : because(action, reason)),
      status: service === 'sts' || service === 'lambda' ? 403 : 400,
    });
    expect(running.sandbox.authorisation.denied.slice(before)).toEqual([
      {
        principal: clients.sessionArn,
        action,
        resource: expect.stringContaining(resource),
        reason: because(action, reason).replace(' because ', '').trim(),
        at: expect.any(Number),
      },
    ]);
  });

  test('and to nothing that its function does', async () => {
    const before = running.sandbox.authorisation.denied.length;
    const { Arn } = await clients.sts.getCallerIdentity({});
    expect(Arn).toBe(clients.sessionArn);
    await clients.secretsManager.getSecretValue({ SecretId: ground.secret, VersionStage: 'AWSCURRENT' });
    const { signingKeyArn: KeyId } = partsOf(name);
    if (KeyId !== undefined) {
      const Message = Buffer.alloc(32);
      const SigningAlgorithm = ground.algorithm as typeof RS256;
      await clients.kms.sign({ KeyId, Message, MessageType: 'DIGEST', SigningAlgorithm });
    }
    expect(running.sandbox.authorisation.denied).toHaveLength(before);
  });
});

function because(action: string, reason: 'key policy' | undefined): string {
  if (reason === 'key policy') return ' with an explicit deny in a resource-based policy';
  return ` because no identity-based policy allows the ${action} action`;
}

/** Makes a call that a test knows only by name. */
function call(clients: RoleClients, service: string, operation: string, input: object): Promise<unknown> {
  const name = service === 'secretsmanager' ? 'secretsManager' : (service as 'kms' | 'lambda' | 'sts');
  const methods = clients[name] as unknown as Record<string, (input: object) => Promise<unknown>>;
  const method = operation.charAt(0).toLowerCase() + operation.slice(1);
  return methods[method]?.(input) ?? Promise.reject(new Error(`There is no ${service}:${operation}.`));
}
