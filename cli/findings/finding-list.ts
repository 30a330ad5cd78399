import type { Terminal } from '../terminal/terminal.ts';
import { coloured } from '../terminal/text-table.ts';
import type { Finding } from './finding.ts';

const ABOUT_DEPLOYING =
  'Where the stack was deployed with a stage, add -c stage=<stage> to npm run deploy. In the sandbox do not type it: it goes to AWS.';

/** Each trouble with the command that cures it, which stands on a line of its own to be copied. */
export function findingList(findings: readonly Finding[], paper: Pick<Terminal, 'hasColours'>): string {
  const lines = findings.map(({ id, client, what, command }) => {
    const subject = client === undefined ? '' : `${client}: `;
    return `${subject}${what} [${coloured(id, 'yellow', paper)}]\n    ${coloured(command, 'bold', paper)}`;
  });
  const isToDeploy = findings.some(({ command }) => command.includes('npm run deploy'));
  return [...lines, ...(isToDeploy ? [ABOUT_DEPLOYING] : [])].join('\n');
}
