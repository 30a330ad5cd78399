import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SCENARIOS } from '../support/alarm-scenarios.ts';
import { AlarmSituation } from '../support/alarm-situation.ts';
import { assemblyWith } from '../support/assembly.ts';

const CLIENT = { scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '2h' };

const ASSEMBLY = assemblyWith({
  clients: {
    acme: { clientId: 'c2m_acme', ...CLIENT },
    globex: { clientId: 'c2m_globex', ...CLIENT, grant: 'client-secret' },
  },
  consumers: { archive: { client: 'acme', scopes: ['jobs:submit'] } },
  vendorConcurrency: 1,
  alarms: { email: 'on-call@example.com' },
});

/** The name under which docs/operations.md knows an alarm. */
const kindOf = (alarm: string) => alarm.split('/').at(-1) ?? '';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

let on: AlarmSituation;
beforeAll(async () => {
  on = await AlarmSituation.begin(ASSEMBLY);
});
afterAll(() => on.running.stop());

test('every alarm of the template has a situation in which it has to go off, and there is none without an alarm', () => {
  expect([...new Set(on.alarmNames.map(kindOf))].toSorted()).toEqual(Object.keys(SCENARIOS).toSorted());
});

describe('before anything is known', () => {
  test('nothing is in ALARM but the alarm that the sweep is silent', async () => {
    const alarming = [...(await on.states())].filter(([, state]) => state === 'ALARM').map(([name]) => kindOf(name));
    expect(alarming).toEqual(['sweep-silent']);
  });
});

describe('while all is well', () => {
  test('every alarm is OK', async () => {
    await on.pass(2 * 60 * 60);
    await on.vend();
    await on.sweeps(3);
    const states = await on.states();
    expect(Object.fromEntries(states)).toEqual(Object.fromEntries(on.alarmNames.map((name) => [name, 'OK'])));
  });
});

test('an outage of the API is never taken for trouble of ours, not even while its traces fade', async () => {
  on.fault({ kind: 'refuse', status: 503, service: 'click2mail', operation: 'issueLongTermToken', times: 1000 });
  await on.client('acme').rotate();
  await on.pass(2 * MINUTE);
  on.clearFaults();
  await on.pass(6 * HOUR);
  const { published } = on.running.sandbox.cloudWatch.actions;
  const told = published.filter(({ state }) => state === 'ALARM').map(({ alarmName }) => kindOf(alarmName));
  expect(told).toContain('trouble-of-the-api');
  expect(told).not.toContain('trouble-of-ours');
  await on.quieten();
});

describe('driven to ALARM by what the functions write', () => {
  // The year that passes ends every token.
  const last = 'client-secret-stale';
  const kinds = [...Object.keys(SCENARIOS).filter((kind) => kind !== last), last];

  test.each(kinds)('%s', async (kind) => {
    const ofKind = on.alarmNames.filter((name) => kindOf(name) === kind);
    const before = await on.states();
    expect(ofKind.map((name) => before.get(name))).toEqual(ofKind.map(() => 'OK'));
    await SCENARIOS[kind]!(on);
    const states = await on.states();
    if (kind !== last) await on.quieten();
    expect(Object.fromEntries(ofKind.map((name) => [name, states.get(name)]))).toEqual(
      Object.fromEntries(ofKind.map((name) => [name, 'ALARM'])),
    );
  });
});
