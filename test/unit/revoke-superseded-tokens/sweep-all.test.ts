import { describe, expect, test } from '@jest/globals';
import { boundedSecret } from '../../../functions/revoke-superseded-tokens/bounded-secret.ts';
import { firstClient, SURELY_REACHED, sweepAll } from '../../../functions/revoke-superseded-tokens/sweep-all.ts';
import type { SweepReport } from '../../../functions/revoke-superseded-tokens/sweep.ts';
import { SeededRandom } from '../../simulation/histories/seeded-random.ts';
import { VirtualTime } from '../../simulation/world/virtual-time.ts';

const START = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const REPORT: SweepReport = {
  secondsToExpiry: 1,
  isExpiring: false,
  overdue: 0,
  isRotationOff: false,
  isTokenDead: false,
  due: 0,
  started: 0,
  failures: [],
};

const names = (count: number) => Array.from({ length: count }, (_, index) => `client-${index}`);

/** Runs of five minutes, one every 15, over clients that take their time; the last call of one may take 15 s more. */
async function sweptTimes(count: number, clientMs: number, runs: number): Promise<Map<string, number[]>> {
  const time = new VirtualTime(START, new SeededRandom(1));
  const times = new Map<string, number[]>();
  for (let run = 0; run < runs; run += 1) {
    const begunAt = START + run * 15 * MINUTE;
    let isDone = false;
    time.at(begunAt, async () => {
      await sweepAll({
        clients: names(count),
        sweepOne: async (_client, remainingMs) => {
          const end = time.now() + clientMs;
          while (time.now() < end && remainingMs() > 0) await time.wait(15_000);
          return REPORT;
        },
        inspectOne: () => Promise.resolve({ isSigningKeyUnusable: false, isClientSecretStale: false }),
        onSwept: ({ client }) => times.set(client, [...(times.get(client) ?? []), time.now()]),
        remainingMs: () => begunAt + 5 * MINUTE - time.now(),
        first: firstClient(begunAt, 900, count),
      });
      expect(time.now()).toBeLessThan(begunAt + 5 * MINUTE);
      isDone = true;
    });
    await time.runUntil(begunAt + 15 * MINUTE - 1, () => undefined);
    expect(isDone).toBe(true);
  }
  return times;
}

describe('sweeps of many clients', () => {
  test.each([
    [40, 100_000],
    [40, 60_000],
    [37, 100_000],
    [25, 1_000_000],
    [12, 100_000],
  ])('of %i that take %i ms each leave none out for longer than the fewest runs that reach all', async (count, ms) => {
    const runs = 24;
    const times = await sweptTimes(count, ms, runs);
    const longest = Math.ceil(count / SURELY_REACHED) * 15 * MINUTE + 5 * MINUTE;
    for (const name of names(count)) {
      const all = [START, ...(times.get(name) ?? []), START + runs * 15 * MINUTE];
      expect(Math.max(...all.slice(1).map((at, index) => at - (all[index] ?? at)))).toBeLessThanOrEqual(longest);
    }
  });

  test('begin where the schedule’s time says, however late the run is', () => {
    const event = Date.parse('2026-03-01T12:15:00Z');
    expect(firstClient(event, 900, 40)).toBe(firstClient(event + 14 * MINUTE, 900, 40));
    expect((firstClient(event + 15 * MINUTE, 900, 40) - firstClient(event, 900, 40) + 40) % 40).toBe(SURELY_REACHED);
    expect(firstClient(event, 900, 0)).toBe(0);
  });

  test('tell of each client when it is done, a failed one too, and of those left over', async () => {
    const told: string[] = [];
    let remaining = 299_000;
    const { leftOver } = await sweepAll({
      clients: names(6),
      sweepOne: (client) => {
        remaining -= 60_000;
        return client === 'client-1' ? Promise.reject(new Error('no')) : Promise.resolve(REPORT);
      },
      inspectOne: () => Promise.reject(new Error('no')),
      onSwept: ({ client, report, failures }) => told.push(`${client} ${report?.overdue} ${failures.length}`),
      remainingMs: () => remaining,
      first: 1,
    });
    expect(told).toContain('client-1 undefined 2');
    expect(told.length + leftOver.length).toBe(6);
    expect(leftOver).toContain('client-0');
  });
});

describe('one client', () => {
  /** Each look takes its time; what is left of the run is told by a clock that only they move. */
  async function sweepOne(remainingAtFirst: number, sweepMs: number) {
    let remaining = remainingAtFirst;
    const leftForClient: number[] = [];
    const outcome = await sweepAll({
      clients: ['acme'],
      sweepOne: (_client, remainingMs) => {
        leftForClient.push(remainingMs());
        remaining -= sweepMs;
        leftForClient.push(remainingMs());
        return Promise.resolve(REPORT);
      },
      inspectOne: () => Promise.resolve({ isSigningKeyUnusable: false, isClientSecretStale: false }),
      remainingMs: () => remaining,
      first: 0,
    });
    return { ...outcome, leftForClient };
  }

  test.each([
    [90_000, ['acme']],
    [90_001, []],
  ])('is begun with while its whole time is left; with %i ms these are left over: %j', async (remaining, leftOver) => {
    expect((await sweepOne(remaining, 0)).leftOver).toEqual(leftOver);
  });

  test('is told what is left of its minute', async () => {
    expect((await sweepOne(200_000, 20_000)).leftForClient).toEqual([60_000, 40_000]);
  });

  test.each([
    [15_000, undefined],
    [15_001, { isSigningKeyUnusable: false, isClientSecretStale: false }],
  ])('has its credentials looked at while there is time; with %i ms left: %j', async (left, credential) => {
    const { swept } = await sweepOne(100_000, 100_000 - left);
    expect(swept).toEqual([{ client: 'acme', report: REPORT, credential, failures: [] }]);
  });
});

test('a client’s secret is not touched after its time', async () => {
  let remaining = 1;
  const described = { rotationEnabled: true, nextRotationAt: undefined, isDeleted: false, versions: {} };
  const secret = boundedSecret(
    { describe: () => Promise.resolve(described) } as unknown as Parameters<typeof boundedSecret>[0],
    () => remaining,
  );
  expect(await secret.describe()).toBe(described);
  remaining = 0;
  await expect(secret.describe()).rejects.toMatchObject({ code: 'OUT_OF_TIME' });
  await expect(secret.removeLabel('x', 'y')).rejects.toMatchObject({ code: 'OUT_OF_TIME' });
});
