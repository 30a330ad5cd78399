import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parsed, pointsIn } from '../../sandbox/cloudwatch/embedded-metrics.ts';
import { SCENARIOS } from '../support/alarm-scenarios.ts';
import { AlarmSituation } from '../support/alarm-situation.ts';
import { assemblyWith } from '../support/assembly.ts';

const DAY = 24 * 60 * 60;

const CLIENT = { scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '2h' };

const assemblyOf = (monitoring: string) =>
  assemblyWith({
    clients: {
      acme: { clientId: 'c2m_acme', ...CLIENT },
      globex: { clientId: 'c2m_globex', ...CLIENT, grant: 'client-secret' },
    },
    consumers: { archive: { client: 'acme', scopes: ['jobs:submit'] } },
    vendorConcurrency: 1,
    monitoring,
  });

/** What a month of good days makes a stack write: rotations by their schedule, sweeps, questions to the API and vends. */
const quietMonth = async (on: AlarmSituation): Promise<readonly string[]> => {
  const before = on.running.lines.length;
  for (const name of on.clientNames) await on.client(name).rotate();
  on.sweep.resumeSchedule();
  await on.pass(DAY);
  on.sweep.pauseSchedule();
  await on.vend();
  await on.pass(32 * DAY);
  await on.sweeps(2);
  return on.running.lines.slice(before);
};

const complaintsIn = (lines: readonly string[]) =>
  lines.flatMap(parsed).filter(({ level }) => level === 'WARN' || level === 'ERROR');

describe('where nothing is watched', () => {
  let on: AlarmSituation;
  beforeAll(async () => {
    on = await AlarmSituation.begin(assemblyOf('none'));
  });
  afterAll(() => on.running.stop());

  test('rotations, sweeps and vends write no metric, and complain of nothing', async () => {
    const rotations = () => on.clientNames.map((name) => on.client(name).rotations.length);
    const before = rotations();
    const lines = await quietMonth(on);
    expect(rotations().map((count, index) => count > before[index]! + 1)).toEqual([true, true]);
    expect(lines.flatMap(parsed).map(({ message }) => message)).toContain('Vended a token');
    expect(lines.flatMap(pointsIn)).toEqual([]);
    expect(complaintsIn(lines)).toEqual([]);
  });

  test('what goes wrong is in the log alone', async () => {
    const before = on.running.lines.length;
    await SCENARIOS['vend-failed']!(on);
    await SCENARIOS['token-dead']!(on);
    const lines = on.running.lines.slice(before);
    expect(lines.flatMap(pointsIn)).toEqual([]);
    expect(complaintsIn(lines)).not.toEqual([]);
  });
});

describe('where only what wakes somebody is watched', () => {
  const kindOf = (alarm: string) => alarm.split('/').at(-1) ?? '';
  const KINDS = [
    'clients-failed',
    'rotation-stuck',
    'signing-key-unusable',
    'sweep-silent',
    'token-dead',
    'token-expiring',
    'unaccounted-token',
    'vend-errors',
    'vend-failed',
    'vend-throttled',
  ];

  let on: AlarmSituation;
  beforeAll(async () => {
    on = await AlarmSituation.begin(assemblyOf('essential'));
  });
  afterAll(() => on.running.stop());

  test('a quiet month writes the sweep’s sign of life, and no other metric', async () => {
    const lines = await quietMonth(on);
    expect(new Set(lines.flatMap(pointsIn).map(({ name, value }) => `${name} ${value}`))).toEqual(
      new Set(['FailedClients 0']),
    );
    expect(complaintsIn(lines)).toEqual([]);
  });

  test('there are these alarms, and all are OK', async () => {
    await on.quieten();
    const states = await on.states();
    expect(Object.fromEntries([...states].map(([name, state]) => [kindOf(name), state]))).toEqual(
      Object.fromEntries(KINDS.map((kind) => [kind, 'OK'])),
    );
  });

  test.each(KINDS)('%s goes off when it happens, and is over when it is over', async (kind) => {
    const name = on.alarmNames.find((one) => kindOf(one) === kind)!;
    await SCENARIOS[kind]!(on);
    expect((await on.states()).get(name)).toBe('ALARM');
    await on.quieten();
    expect((await on.states()).get(name)).toBe('OK');
  });
});
