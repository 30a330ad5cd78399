import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { underWay } from '../../cli/terminal/progress.ts';
import { processTerminal } from '../../cli/terminal/terminal.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function watched(isWatched: boolean) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  return { lines, terminal: { ...processTerminal(), isWatched, err: write, rewrite: write } };
}

test('what takes less than two seconds is not announced', async () => {
  const { lines, terminal } = watched(true);
  const work = Promise.withResolvers<string>();
  const looking = underWay(terminal, 'Looking', work.promise);
  await jest.advanceTimersByTimeAsync(1999);
  work.resolve('found');
  expect(await looking).toBe('found');
  expect(lines).toEqual([]);
});

test('what takes longer is one line in a log, and a turning sign with the seconds before a person', async () => {
  const [log, person] = [watched(false), watched(true)];
  const work = Promise.withResolvers<string>();
  const rotating = [log, person].map(({ terminal }) => underWay(terminal, 'Rotating', work.promise));
  await jest.advanceTimersByTimeAsync(2400);
  expect(log.lines).toEqual(['Rotating …']);
  expect(person.lines).toEqual(['⠋ Rotating … 2 s', '⠙ Rotating … 2 s', '⠹ Rotating … 2 s', '⠸ Rotating … 2 s']);
  await jest.advanceTimersByTimeAsync(600);
  expect(person.lines.at(-1)).toMatch(/^\S Rotating … 3 s$/);
  work.resolve('rotated');
  await Promise.all(rotating);
  expect(log.lines).toEqual(['Rotating …']);
  expect(person.lines.at(-1)).toBe('');
});

test('what fails is told on, and the sign is taken away', async () => {
  const { lines, terminal } = watched(true);
  const work = Promise.withResolvers<string>();
  const rotating = underWay(terminal, 'Rotating', work.promise);
  await jest.advanceTimersByTimeAsync(2400);
  expect(lines.at(-1)).not.toBe('');
  work.reject(new Error('no'));
  await expect(rotating).rejects.toThrow('no');
  expect(lines.at(-1)).toBe('');
});
