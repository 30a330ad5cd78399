import { describe, expect, test } from '@jest/globals';
import { Clock } from '../../sandbox/clock.ts';

const START = Date.parse('2026-03-01T12:00:00.000Z');
const DAY = 24 * 60 * 60;

const stillClock = () => new Clock({ startAt: START, flowing: false });

describe('a still clock', () => {
  test('stands where it was started, and moves by what it is told', async () => {
    const clock = stillClock();
    expect(clock.now()).toBe(START);
    await clock.advance(1.5);
    await clock.advance(0);
    expect(clock.now()).toBe(START + 1500);
    expect(clock.offset + Date.now()).toBeCloseTo(clock.now(), -2);
  });

  test('runs no job by itself, not even an overdue one', async () => {
    const clock = stillClock();
    const ran: string[] = [];
    clock.at(START - 1000, () => void ran.push('overdue'));
    await new Promise(setImmediate);
    expect(ran).toEqual([]);
    await clock.advance(0);
    expect(ran).toEqual(['overdue']);
    expect(clock.now()).toBe(START);
  });
});

describe('jobs on the way', () => {
  test('run in the order of their times, each at its own instant', async () => {
    const clock = stillClock();
    const ran: [string, number][] = [];
    for (const second of [30, 10, 20, 41]) {
      clock.at(START + second * 1000, () => void ran.push([`job ${second}`, (clock.now() - START) / 1000]));
    }
    await clock.advance(40);
    expect(ran).toEqual([
      ['job 10', 10],
      ['job 20', 20],
      ['job 30', 30],
    ]);
    expect(clock.now()).toBe(START + 40_000);
    await clock.advance(1);
    expect(ran.at(-1)).toEqual(['job 41', 41]);
  });

  test('keep the order in which they were given for the same instant', async () => {
    const clock = stillClock();
    const ran: number[] = [];
    for (let number = 0; number < 20; number += 1) clock.at(START + 5000, () => void ran.push(number));
    await clock.advance(5);
    expect(ran).toEqual(Array.from({ length: 20 }, (_, number) => number));
  });

  test('run one after another: the next one waits for the end of the one before', async () => {
    const clock = stillClock();
    const told: string[] = [];
    clock.at(START + 1000, async () => {
      told.push('first begins');
      await new Promise(setImmediate);
      told.push(`first ends at ${clock.now() - START}`);
    });
    clock.at(START + 2000, () => void told.push('second'));
    await clock.advance(3);
    expect(told).toEqual(['first begins', 'first ends at 1000', 'second']);
  });

  test('can order further jobs, which run in the same move when they are due in it', async () => {
    const clock = stillClock();
    const ran: number[] = [];
    const everyDay = () => {
      ran.push((clock.now() - START) / 1000 / DAY);
      clock.at(clock.now() + DAY * 1000, everyDay);
    };
    clock.at(START + DAY * 1000, everyDay);
    await clock.advance(3.5 * DAY);
    expect(ran).toEqual([1, 2, 3]);
    await clock.advance(0.5 * DAY);
    expect(ran).toEqual([1, 2, 3, 4]);
  });

  test('do not run once they are cancelled, not even by the job before them', async () => {
    const clock = stillClock();
    const ran: string[] = [];
    const cancelEarly = clock.at(START + 1000, () => void ran.push('cancelled early'));
    clock.at(START + 2000, () => {
      ran.push('cancels');
      cancelLate();
    });
    const cancelLate = clock.at(START + 2000, () => void ran.push('cancelled late'));
    cancelEarly();
    cancelEarly();
    await clock.advance(3);
    cancelLate();
    expect(ran).toEqual(['cancels']);
  });

  test('can be cancelled by what is waited for before the move to them', async () => {
    const clock = stillClock();
    const ran: string[] = [];
    const cancel = clock.at(START + 1000, () => void ran.push('cancelled'));
    clock.at(START + 2000, () => void ran.push('later'));
    clock.beforeMove(async () => cancel());
    await clock.advance(3);
    expect(ran).toEqual(['later']);
  });
});

describe('advances', () => {
  test('queue: each begins where the one before has ended', async () => {
    const clock = stillClock();
    const times: number[] = [];
    clock.at(START + 1000, () => new Promise((resolve) => setImmediate(resolve)));
    const advances = [10, 20, 30].map((seconds) => clock.advance(seconds).then(() => times.push(clock.now() - START)));
    expect(clock.now()).toBe(START);
    await Promise.all(advances);
    expect(times).toEqual([10_000, 30_000, 60_000]);
  });

  test('wait before every jump for whoever is in the middle of something, and tell of it afterwards', async () => {
    const clock = stillClock();
    const told: string[] = [];
    const at = () => (clock.now() - START) / 1000;
    for (const name of ['one', 'two']) {
      clock.beforeMove(async () => {
        await new Promise(setImmediate);
        told.push(`${name} ready at ${at()}`);
      });
    }
    clock.afterMove(() => void told.push(`moved to ${at()}`));
    clock.at(START + 1000, () => void told.push('job'));
    await clock.advance(2);
    const firstJump = ['one ready at 0', 'two ready at 0', 'moved to 1'];
    const secondJump = ['one ready at 1', 'two ready at 1', 'moved to 2'];
    expect(told).toEqual([...firstJump, 'job', ...secondJump]);
  });

  test('tell that a move is over when waiting for it failed, so that nobody waits for its end for ever', async () => {
    const clock = stillClock();
    let moves = 0;
    clock.beforeMove(() => Promise.reject(new Error('not ready')));
    clock.afterMove(() => void (moves += 1));
    await expect(clock.advance(1)).rejects.toThrow('not ready');
    expect(moves).toBe(1);
    expect(clock.now()).toBe(START);
  });
});

describe('a job that fails', () => {
  const failing = () => Promise.reject(new Error('the job failed'));

  test('fails the advance, but only after all else that became due has run', async () => {
    const clock = stillClock();
    const ran: string[] = [];
    clock.at(START + 1000, failing);
    clock.at(START + 2000, () => void ran.push('next'));
    await expect(clock.advance(5)).rejects.toThrow('the job failed');
    expect(ran).toEqual(['next']);
    expect(clock.now()).toBe(START + 5000);
    await clock.advance(1);
    expect(clock.now()).toBe(START + 6000);
  });

  test('is told together with every other that failed in the same advance', async () => {
    const clock = stillClock();
    clock.at(START + 1000, failing);
    clock.at(START + 2000, () => {
      throw new Error('this one too');
    });
    const error = await clock.advance(5).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AggregateError);
    expect((error as AggregateError).errors.map(String)).toEqual(['Error: the job failed', 'Error: this one too']);
    expect((error as AggregateError).message).toBe('2 jobs of the clock failed: the job failed; this one too');
  });
});

test('a stopped clock drops what is still on the way of an advance, too', async () => {
  const clock = stillClock();
  const ran: string[] = [];
  clock.at(START + 1000, () => {
    ran.push('stops');
    clock.stop();
    clock.at(START + 2000, () => void ran.push('ordered after the stop'));
  });
  clock.at(START + 2000, () => void ran.push('ordered before the stop'));
  await clock.advance(5);
  expect(ran).toEqual(['stops']);
});
