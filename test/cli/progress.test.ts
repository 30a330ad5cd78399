import { setTimeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { underWay } from '../../cli/terminal/progress.ts';
import { processTerminal } from '../../cli/terminal/terminal.ts';

function watched(isWatched: boolean) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  return { lines, terminal: { ...processTerminal(), isWatched, err: write, rewrite: write } };
}

test('what takes less than two seconds is not announced', async () => {
  const { lines, terminal } = watched(true);
  expect(await underWay(terminal, 'Looking', setTimeout(50, 'found'))).toBe('found');
  expect(lines).toEqual([]);
});

test('what takes longer is one line in a log, and a turning sign with the seconds before a person', async () => {
  const [log, person] = [watched(false), watched(true)];
  await Promise.all([log, person].map(({ terminal }) => underWay(terminal, 'Rotating', setTimeout(2600))));
  expect(log.lines).toEqual(['Rotating …']);
  expect(person.lines.length).toBeGreaterThan(2);
  expect(person.lines[0]).toMatch(/^⠋ Rotating … 2 s$/);
  expect(person.lines.at(-1)).toBe('');
});

test('what fails is told on, and the sign is taken away', async () => {
  const { lines, terminal } = watched(true);
  const failing = setTimeout(2300).then(() => Promise.reject(new Error('no')));
  await expect(underWay(terminal, 'Rotating', failing)).rejects.toThrow('no');
  expect(lines.at(-1)).toBe('');
});
