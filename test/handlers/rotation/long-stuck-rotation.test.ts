import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assemblyWith } from '../../support/assembly.ts';
import { SweepFunction } from '../../support/sweep-function.ts';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

const HOUR = 60 * 60;
const DAY = 24 * HOUR;
const CLIENT = { scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '2h' };

let running: TestSandbox;
let sweep: SweepFunction;
beforeAll(async () => {
  const clients = {
    acme: { clientId: 'c2m_acme', ...CLIENT },
    globex: { clientId: 'c2m_globex', ...CLIENT, grant: 'client-secret' },
  };
  running = await TestSandbox.start(assemblyWith({ clients }));
  sweep = new SweepFunction(running);
  for (const name of ['acme', 'globex']) await running.client(name).issueFirstToken();
});
afterAll(() => running.stop());

const stateOf = (client: TestClient, version: string | undefined) => {
  const id = client.tokenIdOf(version ?? '');
  return client.tokens.find((token) => token.id === id)?.state;
};

test('a pending token that expired while it was stuck is released, and the secret is rotated again', async () => {
  const client = running.client('acme');
  sweep.pauseSchedule();
  client.fault({
    kind: 'refuse',
    status: 403,
    service: 'click2mail',
    operation: 'issueShortTermToken',
    times: Infinity,
  });
  await client.rotate();
  await running.sandbox.clock.advance(60 * DAY);
  const stuck = client.versionWith('AWSPENDING');
  expect(stateOf(client, stuck)).toBe('expired');
  expect(stateOf(client, client.versionWith('AWSCURRENT'))).toBe('expired');

  running.sandbox.faults.clear();
  sweep.resumeSchedule();
  await running.sandbox.clock.advance(10 * HOUR);
  expect(client.versionWith('AWSCURRENT')).not.toBe(stuck);
  expect(stateOf(client, client.versionWith('AWSCURRENT'))).toBe('live');
  expect(client.liveTokens).toHaveLength(1);
});

test('when the function was deleted and comes back, the rotation that got stuck meanwhile is made good', async () => {
  const client = running.client('globex');
  const { lambda, clock } = running.sandbox;
  const { configuration } = lambda.find(client.functionName).deployed;
  const permissions = lambda.permissionsOf(client.functionName);
  const before = client.versionWith('AWSCURRENT');
  await lambda.deleteFunction(client.functionName);
  await clock.advance((client.nextRotationAt - clock.now()) / 1000 + HOUR);
  expect(client.versionWith('AWSCURRENT')).toBe(before);

  lambda.createFunction(configuration);
  for (const permission of permissions) lambda.addPermission(client.functionName, permission);
  await clock.advance(10 * HOUR);
  expect(client.versionWith('AWSCURRENT')).not.toBe(before);
  expect(stateOf(client, client.versionWith('AWSCURRENT'))).toBe('live');
  expect([undefined, client.versionWith('AWSCURRENT')]).toContain(client.versionWith('AWSPENDING'));
});
