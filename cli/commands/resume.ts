import type { Command } from 'commander';
import { askFunctions } from '../stack/ask-functions.ts';
import { freePending } from '../stack/free-pending.ts';
import { clientNamed, type CommandContext, type CommonOptions, type Session } from '../stack/session.ts';
import { startedText, startRotation } from '../stack/start-rotation.ts';
import { PROGRAM } from '../terminal/typed-as.ts';
import { inSessionDo } from './in-session-do.ts';

interface ResumeOptions extends CommonOptions {
  readonly wait: boolean;
}

/** `resume`: the rotation goes on, whether it was switched off or is stuck. */
export function addResume(program: Command, context: CommandContext): void {
  program
    .command('resume')
    .argument('<client>', 'the client’s name in the settings')
    .option('--no-wait', 'return as soon as the rotation has begun')
    .description(
      'Has a client rotate again, after its rotation was switched off or got stuck: frees what is pending, switches ' +
        'rotation on by the schedule as it was deployed, and rotates once.',
    )
    .addHelpText('after', `\nExample:\n  ${PROGRAM} resume acme`)
    .action(inSessionDo(context, resume));
}

async function resume(name: string, { wait }: ResumeOptions, session: Session): Promise<void> {
  const client = clientNamed(name, session);
  const report = await session.during('Asking the functions', askFunctions(client, session));
  const freed = await freePending(client, report, session);
  const started = await startRotation(client, { now: Date.parse(report.now), isToWait: wait }, session);
  session.tell({ ...started, freed_version_id: freed ?? null }, () =>
    [...(freed === undefined ? [] : [`Version ${freed}, which was pending, was given up.`]), startedText(started)].join(
      '\n',
    ),
  );
}
