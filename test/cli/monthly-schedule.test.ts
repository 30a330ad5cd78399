import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Finding } from '../../cli/findings/finding.ts';
import { assemblyWith } from '../support/assembly.ts';
import { cli } from '../support/programs/cli.ts';
import { Sabotages } from '../support/sabotages.ts';
import { TestSandbox } from '../support/test-sandbox.ts';

let running: TestSandbox;
let hands: Sabotages;
beforeAll(async () => {
  const acme = { clientId: 'c2m_acme', scopes: ['jobs:submit'], rotateEvery: 'monthly', grace: '2h' };
  running = await TestSandbox.start(assemblyWith({ clients: { acme } }));
  hands = new Sabotages(running);
  await running.client('acme').issueFirstToken();
});

afterAll(async () => {
  hands.end();
  await running.stop();
});

const findings = async () => {
  const { out } = await cli(running.sandbox, 'doctor acme --json');
  return (JSON.parse(out) as { findings: Finding[] }).findings.map(({ id }) => id);
};

test('where the settings say monthly, doctor finds nothing', async () => {
  expect(await findings()).toEqual([]);
});

test('another day of the month is as often', async () => {
  await hands.setSchedule('acme', 'cron(0 3 28 * ? *)');
  expect(await findings()).toEqual([]);
});

test.each(['cron(0 0 1 1 ? *)', 'cron(0 0 1 1/3 ? *)', 'cron(0 0 31 * ? *)', 'cron(0 0 ? * 2#1 *)', 'rate(60 days)'])(
  '%s is found: it is not what the settings say',
  async (schedule) => {
    await hands.setSchedule('acme', schedule);
    expect(await findings()).toEqual(['schedule-wrong']);
  },
);
