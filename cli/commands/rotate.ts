import type { Command } from 'commander';
import { hindranceText, lookForHindrances } from '../findings/hindrances.ts';
import { clientNamed, type CommandContext, type CommonOptions, type Session } from '../stack/session.ts';
import { startedText, startRotation } from '../stack/start-rotation.ts';
import { CommandProblem } from '../terminal/exit-codes.ts';
import { PROGRAM } from '../terminal/typed-as.ts';
import { inSessionDo } from './in-session-do.ts';

interface RotateOptions extends CommonOptions {
  readonly wait: boolean;
}

/** `rotate`: a new token now, and the old one revoked when its grace is over. */
export function addRotate(program: Command, context: CommandContext): void {
  program
    .command('rotate')
    .argument('<client>', 'the client’s name in the settings')
    .option('--no-wait', 'return as soon as the rotation has begun')
    .description('Replaces a client’s token now; the old one is revoked when its grace is over.')
    .addHelpText('after', `\nExample:\n  ${PROGRAM} rotate acme`)
    .action(inSessionDo(context, rotate));
}

async function rotate(name: string, { wait }: RotateOptions, session: Session): Promise<void> {
  const client = clientNamed(name, session);
  const { facts, hindrances } = await lookForHindrances(client, session);
  const [hindrance] = hindrances;
  if (hindrance !== undefined) throw new CommandProblem(`${name} cannot rotate. ${hindranceText(hindrance)}`);
  // To rotate would switch it on again, and whoever switched it off had a reason.
  if (!facts.secret.rotationEnabled) {
    throw new CommandProblem(
      `The rotation of ${name} is switched off. To switch it on and rotate: ${session.command(`resume ${name}`)}`,
    );
  }
  const started = await startRotation(client, { now: facts.now, isToWait: wait }, session);
  session.tell(started, () => startedText(started));
}
