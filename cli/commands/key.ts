import { type Command, InvalidArgumentError } from 'commander';
import { DAYS_KEPT } from '../facts/key-facts.ts';
import { activateKey } from '../key-rollover/activate.ts';
import { checkKey } from '../key-rollover/check.ts';
import { prepareKey } from '../key-rollover/prepare.ts';
import { retireKey } from '../key-rollover/retire.ts';
import { type CommandContext, type CommonOptions, type Session } from '../stack/session.ts';
import { PROGRAM } from '../terminal/typed-as.ts';
import { inSessionDo } from './in-session-do.ts';

/** `key prepare`, `check`, `activate` and `retire`: another signing key, without a moment in which none is accepted. */
export function registerKeyCommands(program: Command, context: CommandContext): void {
  const key = program
    .command('key')
    .description(
      'Replaces the key that signs for a client: prepare, check, activate, retire. Each step may be repeated.',
    )
    .helpCommand(false);
  const step = (name: string, description: string) =>
    key
      .command(name)
      .argument('<client>', 'the client’s name in the settings')
      .description(description)
      .addHelpText('after', `\nExample:\n  ${PROGRAM} key ${name} acme`);
  const doing = (work: (name: string, session: Session) => Promise<void>) =>
    inSessionDo(context, (name: string, _options: CommonOptions, session) => work(name, session));

  step('prepare', 'Prints the public half of the successor, to be sent to Click2Mail; or how to have one made.').action(
    doing(prepareKey),
  );
  step(
    'check',
    'Asks Click2Mail whether it accepts the other key: a token of one hour is issued with it and revoked at once.',
  ).action(doing(checkKey));
  step(
    'activate',
    'Checks the successor and says what to deploy; after the deployment, has a token issued with it. Exit code 0 only then.',
  ).action(doing(activateKey));
  step('retire', 'Disables the former key, when nothing was signed with it for some days.')
    .option('--days <days>', 'for how many days nothing may have been signed with it', wholeDays, DAYS_KEPT)
    .option('--undo', 'enable it again')
    .action(inSessionDo(context, retireKey));
}

function wholeDays(text: string): number {
  const days = Number(text);
  if (!/^\d+$/.test(text) || days > 3650) throw new InvalidArgumentError('It is a number of days from 0 to 3650.');
  return days;
}
