import { grouped } from '../grouped.ts';
import { dated, relative } from '../terminal/relative-time.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { coloured } from '../terminal/text-table.ts';
import type { Finding } from './finding.ts';

/** More clients than this are counted and not named. */
const MOST_NAMED = 3;

/**
 * Each trouble once, however many clients it has, with the commands that cure it, each on a line of its own to be copied.
 * @param now epoch milliseconds by the functions' clock
 */
export function findingList(findings: readonly Finding[], now: number, paper: Pick<Terminal, 'hasColours'>): string {
  const lines = [...grouped(findings, ({ id, what }) => `${id} ${what}`).values()].map((alike) => {
    const [{ id, what }] = alike as [Finding, ...Finding[]];
    const commands = [...new Set(alike.map(({ command }) => command))];
    return [
      `${subjectOf(alike)}${what}${sinceOf(alike, now)} [${coloured(id, 'yellow', paper)}]`,
      ...commands.map((command) => `    ${coloured(command, 'bold', paper)}`),
    ].join('\n');
  });
  return lines.join('\n');
}

function subjectOf(alike: readonly Finding[]): string {
  const clients = alike.flatMap(({ client }) => client ?? []);
  if (clients.length === 0) return '';
  return `${clients.length > MOST_NAMED ? `${clients.length} clients` : clients.join(', ')}: `;
}

/** The one that began first tells how old the cause is. */
function sinceOf(alike: readonly Finding[], now: number): string {
  const times = alike.flatMap(({ since }) => since ?? []);
  if (times.length === 0) return '';
  const since = Math.min(...times);
  return ` Since ${dated(since)} UTC, ${relative(since, now)}.`;
}
