import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { synthesiseWith, TEST_OUTPUT } from '../support/assembly.ts';
import { assemblyWithout, type GrantedAction, grantedActions } from '../support/narrowed-assembly.ts';
import { SweepFunction } from '../support/sweep-function.ts';
import { TestSandbox } from '../support/test-sandbox.ts';
import { vendorName } from '../support/vend-consumer.ts';

const CLIENT = { scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '0' };

const ASSEMBLY = join(TEST_OUTPUT, 'one-client-per-grant');

synthesiseWith(
  {
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
  },
  ASSEMBLY,
);

/** What went wrong although nothing was thrown: calls that were denied, and functions that write no log. */
const quietTroubleIn = (running: TestSandbox): string[] => [
  ...running.sandbox.state().denied.map(({ action }) => `${action} was denied`),
  ...running.silentFunctions().map((name) => `${name} wrote no log`),
];

/** What an operator and the schedule do with a client; rejects when any of it does not go as it should. */
const SCENARIOS = {
  'a client has its first token and is rotated twice': async (running: TestSandbox, name: string) => {
    const client = running.client(name);
    await client.issueFirstToken();
    await client.rotate();
    await client.rotate();
    const failed = client.rotations.find(({ outcome }) => outcome !== 'succeeded');
    if (failed !== undefined) throw new Error(`A rotation failed: ${failed.error}`);
    if (client.liveTokens.length !== 1) throw new Error('A superseded token was not revoked.');
  },
  'an operator replaces a token by a one-time code': async (running: TestSandbox) => {
    const client = running.client('initech');
    await client.issueFirstToken();
    await client.replaceByOtp();
  },
  'the tokens of every client are revoked by order, and their rotations started': async (running: TestSandbox) => {
    const sweep = new SweepFunction(running);
    await sweep.sweep();
    for (const name of ['acme', 'globex', 'initech']) {
      // Every further order takes seconds, and shows no more.
      if (quietTroubleIn(running).length > 0) return;
      const client = running.client(name);
      await client.issueFirstToken();
      const [token] = client.liveTokens;
      // A token that renews itself would have no successor.
      const answer = await sweep.revokeNow(name, { token_id: token?.id, even_without_successor: name !== 'initech' });
      if (answer.outcome !== 'revoked') throw new Error(`The order for ${name} was not carried out.`);
      if (client.liveTokens.length !== 1 || client.liveTokens[0]?.id === token?.id)
        throw new Error(`The token of ${name} was not replaced.`);
    }
    await sweep.sweep();
  },
  'a consumer is vended a token': async (running: TestSandbox) => {
    await running.client('initech').issueFirstToken();
    const vended = await running.sandbox.lambda.invoke(vendorName(running), Buffer.from('{}'), {
      qualifier: 'archive',
    });
    if (vended.functionError !== undefined) throw new Error(vended.payload.toString());
  },
} as const;

type Scenario = keyof typeof SCENARIOS;

const scenarioOf = (policy: string): { scenario: Scenario; client: string } => {
  if (policy.startsWith('IssueByOtp')) {
    return { scenario: 'an operator replaces a token by a one-time code', client: 'initech' };
  }
  if (policy.startsWith('RevocationSweep')) {
    return { scenario: 'the tokens of every client are revoked by order, and their rotations started', client: 'all' };
  }
  if (policy.startsWith('ShortTermTokenVendor')) {
    return { scenario: 'a consumer is vended a token', client: 'initech' };
  }
  return {
    scenario: 'a client has its first token and is rotated twice',
    client: ['acme', 'globex', 'initech'].find((name) => policy.startsWith(name)) ?? '',
  };
};

/** What goes wrong in the scenario, loudly or quietly. */
const troubleIn = async (assembly: string, scenario: Scenario, client: string): Promise<string[]> => {
  const running = await TestSandbox.start(assembly);
  try {
    const failure = await SCENARIOS[scenario](running, client).then(
      () => [],
      (error: unknown) => [String(error)],
    );
    return [...failure, ...quietTroubleIn(running)];
  } finally {
    await running.stop();
  }
};

test.each([
  ['a client has its first token and is rotated twice', 'acme'],
  ['a client has its first token and is rotated twice', 'globex'],
  ['a client has its first token and is rotated twice', 'initech'],
  ['an operator replaces a token by a one-time code', 'initech'],
  ['the tokens of every client are revoked by order, and their rotations started', 'all'],
  ['a consumer is vended a token', 'initech'],
] as const)('with the template as it is, %s (%s), and nothing is denied', async (scenario, client) => {
  expect(await troubleIn(ASSEMBLY, scenario, client)).toEqual([]);
});

describe.each([...new Set(grantedActions(ASSEMBLY).map(({ policy }) => policy))])('the role of %s', (policy) => {
  const actions = grantedActions(ASSEMBLY).filter((granted) => granted.policy === policy);

  test.each(actions.map((granted): [string, string, GrantedAction] => [granted.action, granted.sid, granted]))(
    'needs %s of %s: without it the scenario fails',
    async (_action, _sid, granted) => {
      const { scenario, client } = scenarioOf(policy);
      const assembly = assemblyWithout(ASSEMBLY, granted);
      expect(await troubleIn(assembly, scenario, client)).not.toEqual([]);
      rmSync(assembly, { recursive: true, force: true });
    },
  );
});
