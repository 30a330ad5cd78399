import { beforeEach, expect, test } from '@jest/globals';
import { Clock } from '../../../sandbox/clock.ts';
import { VendLog } from '../../../sandbox/console/vend-log.ts';

const START = Date.parse('2026-03-01T12:00:00.000Z');
const NOTHING = { vended: 0, exchanged: 0, failed: 0, lastAt: null, lastError: null };

let clock: Clock;
let log: VendLog;
beforeEach(() => {
  clock = new Clock({ startAt: START, flowing: false });
  log = new VendLog(clock);
  log.watch([
    { name: 'mail-merge', client: 'acme', functionName: 'vend' },
    { name: 'archive', client: 'initech', functionName: 'vend' },
  ]);
});

const write = (line: object, functionName = 'vend') => log.read(functionName, JSON.stringify(line));

test('consumers begin with nothing', () => {
  expect(log.counts()).toEqual([
    { consumer: 'mail-merge', client: 'acme', ...NOTHING },
    { consumer: 'archive', client: 'initech', ...NOTHING },
  ]);
});

test('what was vended counts for its consumer, and so does what was exchanged for it', async () => {
  write({ level: 'INFO', profile: 'archive', origin: 'exchanged' });
  await clock.advance(60);
  write({ level: 'INFO', profile: 'archive', origin: 'cached' });
  expect(log.counts()).toEqual([
    expect.objectContaining(NOTHING),
    {
      consumer: 'archive',
      client: 'initech',
      vended: 2,
      exchanged: 1,
      failed: 0,
      lastAt: '2026-03-01T12:01:00.000Z',
      lastError: null,
    },
  ]);
});

test('a failure counts with its name', () => {
  write({ level: 'ERROR', profile: 'mail-merge', error: { name: 'ScopeNotAllowed' } });
  expect(log.counts()[0]).toMatchObject({
    vended: 0,
    failed: 1,
    lastError: 'ScopeNotAllowed',
    lastAt: expect.any(String),
  });
});

test('a failure that a later vend solved is history', async () => {
  write({ level: 'ERROR', profile: 'mail-merge', error: { name: 'TokenApiUnavailable' } });
  await clock.advance(1);
  write({ level: 'INFO', profile: 'mail-merge', origin: 'cached' });
  expect(log.counts()[0]).toMatchObject({ vended: 1, failed: 1, lastError: null });
});

test('what is no vend, of another function, of nobody, or not JSON counts for nothing', () => {
  write({ level: 'INFO', profile: 'mail-merge', message: 'Another thing' });
  write({ level: 'INFO', profile: 'mail-merge', origin: 'exchanged' }, 'other');
  write({ level: 'INFO', profile: 'nobody', origin: 'exchanged' });
  write({ level: 'INFO', origin: 'exchanged' });
  log.read('vend', '"profile" and no JSON');
  expect(log.counts()).toEqual([expect.objectContaining(NOTHING), expect.objectContaining(NOTHING)]);
});
