import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assemblyWith } from '../support/assembly.ts';
import { assemblyWithout, type GrantedAction, grantedActions } from '../support/narrowed-assembly.ts';
import { RightsRecord } from '../support/rights-record.ts';
import { SweepFunction } from '../support/sweep-function.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';
import { vendorName } from '../support/vend-consumer.ts';

const CLIENT = { scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '0' };

const ASSEMBLY = assemblyWith({
  clients: {
    acme: { clientId: 'c2m_acme', ...CLIENT, assertion: { algorithm: 'ES256' } },
    globex: { clientId: 'c2m_globex', ...CLIENT, grant: 'client-secret' },
    initech: {
      clientId: 'c2m_initech',
      ...CLIENT,
      scopes: ['jobs:submit', 'tokens:write'],
      grant: 'short-term-token',
    },
  },
  consumers: { archive: { client: 'initech', scopes: ['jobs:submit'] } },
});

const NAMES = ['acme', 'globex', 'initech'] as const;

/** What an operator and the schedule do with clients; rejects when any of it does not go as it should. */
const SCENARIOS = {
  'a client has its first token and is rotated twice': async (running: TestSandbox, name: string) => {
    const client = await clientWithToken(running, name);
    await client.rotate();
    await client.rotate();
    const failed = client.rotations.find(({ outcome }) => outcome !== 'succeeded');
    if (failed !== undefined) throw new Error(`A rotation failed: ${failed.error}`);
    if (client.liveTokens.length !== 1) throw new Error('A superseded token was not revoked.');
  },
  'an operator replaces a token by a one-time code': async (running: TestSandbox, name: string) => {
    await (await clientWithToken(running, name)).replaceByOtp();
  },
  'a client’s token is revoked by order, and its rotation started': async (running: TestSandbox, name: string) => {
    const sweep = new SweepFunction(running);
    await sweep.sweep();
    const client = await clientWithToken(running, name);
    const [token] = client.liveTokens;
    // A token that renews itself would have no successor.
    const answer = await sweep.revokeNow(name, { token_id: token?.id, even_without_successor: name !== 'initech' });
    if (answer.outcome !== 'revoked') throw new Error(`The order for ${name} was not carried out.`);
    if (client.liveTokens.length !== 1 || client.liveTokens[0]?.id === token?.id)
      throw new Error(`The token of ${name} was not replaced.`);
    await sweep.sweep();
  },
  'a consumer is vended a token': async (running: TestSandbox, name: string) => {
    await clientWithToken(running, name);
    const vended = await running.sandbox.lambda.invoke(vendorName(running), Buffer.from('{}'), {
      qualifier: 'archive',
    });
    if (vended.functionError !== undefined) throw new Error(vended.payload.toString());
  },
} as const;

type Scenario = keyof typeof SCENARIOS;

const clientWithToken = async (running: TestSandbox, name: string): Promise<TestClient> => {
  const client = running.client(name);
  if (client.liveTokens.length === 0) await client.issueFirstToken();
  return client;
};

const ROTATED = 'a client has its first token and is rotated twice';
const REPLACED = 'an operator replaces a token by a one-time code';
const REVOKED = 'a client’s token is revoked by order, and its rotation started';
const VENDED = 'a consumer is vended a token';

const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const deniedActions = ({ sandbox }: TestSandbox): string[] => [
  ...new Set(sandbox.state().denied.map(({ action }) => action)),
];

describe('with the template as it is', () => {
  const record = new RightsRecord();
  let running: TestSandbox;
  beforeAll(async () => {
    running = await TestSandbox.start(ASSEMBLY, { onAllowed: record.add });
  });
  afterAll(() => running.stop());

  test.each<[Scenario, string]>([
    ...NAMES.map((name): [Scenario, string] => [ROTATED, name]),
    [REPLACED, 'initech'],
    ...NAMES.map((name): [Scenario, string] => [REVOKED, name]),
    [VENDED, 'initech'],
  ])('%s (%s)', async (scenario, name) => {
    await expect(SCENARIOS[scenario](running, name)).resolves.toBeUndefined();
  });

  test('nothing is denied in all of it, and every function writes a log', () => {
    expect(deniedActions(running)).toEqual([]);
    expect(running.silentFunctions()).toEqual([]);
    expect(record.size).toBeGreaterThan(50);
  });

  /** Every right is needed: an exception would stand here, with its reason. */
  test.each(grantedActions(ASSEMBLY).map((granted) => [granted.policy, granted.action, granted.sid, granted] as const))(
    '%s needs %s of %s: without it something of this would have been denied',
    (_policy, _action, _sid, granted) => {
      expect(record.needs(granted)).toBe(true);
    },
  );
});

// What the record says of every right is tried for one right of each kind.
describe('a right is taken away', () => {
  const granted = (policy: string, sid: string, action: string): GrantedAction => {
    const isMeant = (one: GrantedAction) => one.policy.startsWith(policy) && one.sid === sid && one.action === action;
    const found = grantedActions(ASSEMBLY).find(isMeant);
    if (found === undefined) throw new Error(`${policy} is not granted ${action} in ${sid}.`);
    return found;
  };

  test.each<[action: string, sid: string, policy: string, scenario: Scenario, name: string, trouble: RegExp]>([
    ['kms:Sign', 'SignAssertions', 'acmeRotation', ROTATED, 'acme', /AssertionNotSigned/],
    ['kms:Decrypt', 'UseEncryptionKeyForClientSecret', 'globexRotation', ROTATED, 'globex', /SecretUnreadable/],
    ['secretsmanager:PutSecretValue', 'IssueIntoTokenSecrets', 'IssueByOtp', REPLACED, 'initech', /SecretNotStored/],
    ['lambda:InvokeFunction', 'InvokeRotationFunctions', 'RevocationSweep', REVOKED, 'acme', /not carried out/],
    [
      'secretsmanager:GetSecretValue',
      'ReadCurrentTokens',
      'ShortTermTokenVendor',
      VENDED,
      'initech',
      /SecretUnreadable/,
    ],
  ])('%s of %s of %s: it is denied, nothing else is, and "%s" (%s) fails', async (action, sid, policy, ...rest) => {
    const [scenario, name, trouble] = rest;
    const assembly = assemblyWithout(ASSEMBLY, granted(policy, sid, action));
    const running = await TestSandbox.start(assembly);
    try {
      const failure = await SCENARIOS[scenario](running, name).then(() => 'nothing failed', inWords);
      expect(failure).toMatch(trouble);
      expect(deniedActions(running)).toEqual([action]);
    } finally {
      await running.stop();
      rmSync(assembly, { recursive: true, force: true });
    }
  });

  test.each(['logs:CreateLogStream', 'logs:PutLogEvents'])(
    '%s of the vendor: it vends, and writes no log',
    async (action) => {
      const assembly = assemblyWithout(ASSEMBLY, granted('ShortTermTokenVendor', 'WriteOwnLogs', action));
      const running = await TestSandbox.start(assembly);
      try {
        await SCENARIOS[VENDED](running, 'initech');
        expect(deniedActions(running)).toEqual([action]);
        expect(running.silentFunctions()).toEqual([vendorName(running)]);
      } finally {
        await running.stop();
        rmSync(assembly, { recursive: true, force: true });
      }
    },
  );
});
