import type { Command } from 'commander';
import { type ClientFacts, factsOfClient, factsOfStack } from '../facts/client-facts.ts';
import { clientFindings } from '../findings/client-findings.ts';
import { clientState } from '../findings/client-state.ts';
import { curesIn } from '../findings/cures.ts';
import { findingList } from '../findings/finding-list.ts';
import { statusTable } from '../findings/status-table.ts';
import { sweepScheduleFindings } from '../findings/sweep-schedule.ts';
import { clientNamed, type CommandContext, type CommonOptions, type Session } from '../stack/session.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { PROGRAM } from '../terminal/typed-as.ts';
import { inSessionDo } from './in-session-do.ts';

/** `status`: how every client is, and for each trouble the command that cures it. */
export function addStatus(program: Command, context: CommandContext): void {
  program
    .command('status')
    .argument('[client]', 'one client; all when left out')
    .description('Shows how every client is, and for each trouble the one command that cures it.')
    .addHelpText('after', EXAMPLES)
    .action(inSessionDo(context, status));
}

const EXAMPLES = `
Examples:
  ${PROGRAM} status
  ${PROGRAM} status acme
  ${PROGRAM} status --json --stack Click2MailTokenRotation-2

Exit code: 0 all is well, 1 something needs you.`;

async function status(name: string | undefined, _options: CommonOptions, session: Session): Promise<void> {
  const cures = curesIn(session);
  const facts = await session.during(
    'Asking how the clients are',
    name === undefined ? factsOfAll(session) : factsOfClient(clientNamed(name, session), session).then((one) => [one]),
  );
  const states = facts.map((one) => clientState(one, clientFindings(one, cures)));
  const ofStacks = (
    await Promise.all(session.stacks.map((stack) => sweepScheduleFindings(stack, cures, session)))
  ).flat();
  const findings = [...ofStacks, ...states.flatMap((state) => state.findings)];
  const now = facts[0]?.now ?? Date.now();
  session.tell({ now: new Date(now).toISOString(), clients: states, findings: ofStacks }, () =>
    [
      statusTable(states, now, session.terminal),
      findings.length === 0 ? 'All is well.' : findingList(findings, now, session.terminal),
    ].join('\n'),
  );
  if (findings.length > 0) session.endWith(EXIT.needsPerson);
}

async function factsOfAll(session: Session): Promise<ClientFacts[]> {
  return (await Promise.all(session.stacks.map((stack) => factsOfStack(stack, session)))).flat();
}
