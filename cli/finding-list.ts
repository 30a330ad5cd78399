import type { Finding } from './finding.ts';
import type { Terminal } from './terminal.ts';
import { coloured } from './text-table.ts';

/** Each trouble with the command that cures it, which stands on a line of its own to be copied. */
export function findingList(findings: readonly Finding[], paper: Pick<Terminal, 'hasColours'>): string {
  return findings
    .map(({ id, client, what, command }) => {
      const subject = client === undefined ? '' : `${client}: `;
      return `${subject}${what} [${coloured(id, 'yellow', paper)}]\n    ${coloured(command, 'bold', paper)}`;
    })
    .join('\n');
}
