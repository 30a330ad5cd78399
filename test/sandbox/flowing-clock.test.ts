import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Clock } from '../../sandbox/clock.ts';

const START = Date.parse('2026-03-01T12:00:00.000Z');
const DAY = 24 * 60 * 60;

describe('a flowing clock', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: START });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('passes with the machine’s, ahead of it by what it was moved', async () => {
    const clock = new Clock();
    expect([clock.now(), clock.offset]).toEqual([START, 0]);
    await clock.advance(DAY);
    jest.setSystemTime(START + 5000);
    expect([clock.now(), clock.offset]).toEqual([START + 5000 + DAY * 1000, DAY * 1000]);
  });

  test('jumps at once, whoever is at work, and runs what became due after that', async () => {
    const clock = new Clock();
    const told: string[] = [];
    clock.beforeMove(() => Promise.reject(new Error('Nobody is asked.')));
    clock.afterMove(() => void told.push(`moved by ${clock.offset} ms`));
    clock.at(START + 30_000, () => void told.push('due'));
    clock.jump(40);
    expect(told).toEqual(['moved by 40000 ms']);
    await jest.advanceTimersByTimeAsync(0);
    expect([clock.now(), told.at(-1)]).toEqual([START + 40_000, 'due']);
  });

  test('starts at another time when told to', () => {
    expect(new Clock({ startAt: START + 7000 }).now()).toBe(START + 7000);
  });

  test('runs jobs by itself when they become due, overdue ones at once', async () => {
    const clock = new Clock();
    const ran: string[] = [];
    clock.at(START + 2000, () => void ran.push('due in two seconds'));
    clock.at(START - 1000, () => void ran.push('overdue'));
    await jest.advanceTimersByTimeAsync(0);
    expect(ran).toEqual(['overdue']);
    await jest.advanceTimersByTimeAsync(1999);
    expect(ran).toEqual(['overdue']);
    await jest.advanceTimersByTimeAsync(1);
    expect(ran).toEqual(['overdue', 'due in two seconds']);
  });

  test('needs no move, and so waits for nobody, when time has come by itself', async () => {
    const clock = new Clock();
    let moves = 0;
    clock.beforeMove(async () => void (moves += 1));
    clock.at(START + 1000, () => undefined);
    await jest.advanceTimersByTimeAsync(1000);
    expect([moves, clock.offset]).toEqual([0, 0]);
  });

  test('runs a job that is further away than a timer of Node can be set', async () => {
    const clock = new Clock();
    const ran: number[] = [];
    clock.at(START + 60 * DAY * 1000, () => void ran.push(clock.now()));
    await jest.advanceTimersByTimeAsync(60 * DAY * 1000 - 1);
    expect(ran).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(ran).toEqual([START + 60 * DAY * 1000]);
  });

  test('runs a job at its new distance after a move', async () => {
    const clock = new Clock();
    const ran: number[] = [];
    clock.at(START + 10_000, () => void ran.push(clock.now()));
    await clock.advance(9);
    await jest.advanceTimersByTimeAsync(1000);
    expect(ran).toEqual([START + 10_000]);
  });

  test('outlives a job that fails, tells of it, and runs the next one', async () => {
    const failures: unknown[] = [];
    const clock = new Clock({ onFailure: (error) => failures.push(error) });
    const ran: string[] = [];
    clock.at(START + 1000, () => Promise.reject(new Error('the job failed')));
    clock.at(START + 1000, () => void ran.push('same instant'));
    clock.at(START + 2000, () => void ran.push('later'));
    await jest.advanceTimersByTimeAsync(2000);
    expect(ran).toEqual(['same instant', 'later']);
    expect(failures.map(String)).toEqual(['Error: the job failed']);
  });

  test('prints the failure of a job when nobody else is told', async () => {
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const clock = new Clock();
    const error = new Error('the job failed');
    clock.at(START, () => Promise.reject(error));
    await jest.advanceTimersByTimeAsync(0);
    expect(printed).toHaveBeenCalledWith('A job of the sandbox’s clock failed:', error);
    printed.mockRestore();
  });

  test('runs nothing any more once it is stopped', async () => {
    const clock = new Clock();
    const ran: string[] = [];
    clock.at(START + 1000, () => void ran.push('before'));
    clock.stop();
    clock.at(START + 1000, () => void ran.push('after'));
    await jest.advanceTimersByTimeAsync(DAY * 1000);
    expect(ran).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
