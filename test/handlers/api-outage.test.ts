import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assemblyWith } from '../support/assembly.ts';
import { SweepFunction } from '../support/sweep-function.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';

const HOUR = 60 * 60;

let running: TestSandbox;
let client: TestClient;
beforeAll(async () => {
  const acme = { clientId: 'c2m_acme', scopes: ['jobs:submit'], rotateEvery: 'rate(4 hours)', grace: '20h' };
  running = await TestSandbox.start(assemblyWith({ clients: { acme } }));
  client = running.client('acme');
  await client.issueFirstToken();
  await running.sandbox.clock.advance(26 * HOUR);
});
afterAll(() => running.stop());

const labels = () =>
  new Set(running.sandbox.state().clients.flatMap(({ versions }) => versions.flatMap((version) => version.labels)));

test('the API is down for a day, with rotations every four hours: labels are left to spare, and all is well after it', async () => {
  const { faults, clock } = running.sandbox;
  faults.order({ kind: 'refuse', status: 503, service: 'click2mail', times: Infinity });
  let most = 0;
  for (let hour = 0; hour < 24; hour += 1) {
    await clock.advance(HOUR);
    most = Math.max(most, labels().size);
  }
  // Twenty is the most that a secret takes, and a rotation asks for three.
  expect(most).toBeLessThanOrEqual(17);
  const before = client.versionWith('AWSCURRENT');
  faults.clear();
  await clock.advance(8 * HOUR);
  expect(client.versionWith('AWSCURRENT')).not.toBe(before);
  await clock.advance(26 * HOUR);
  expect(client.rotations.at(-1)?.outcome).toBe('succeeded');
  const dead = await new SweepFunction(running).sweep();
  expect(dead.complaints).toEqual([]);
  // Five in grace, the current one, and one more just after a rotation.
  expect(client.liveTokens.length).toBeLessThanOrEqual(7);
});
