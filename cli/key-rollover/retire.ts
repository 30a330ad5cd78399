import { DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import { type KeyFacts, keyFacts } from '../facts/key-facts.ts';
import type { CommonOptions, Session } from '../stack/session.ts';
import { CommandProblem } from '../terminal/exit-codes.ts';
import { refuseUnlessAccepted } from './signing-key.ts';
import { adviceText, deployAdvice, type KeyAdvice, slotLines, slotsForMachines } from './advice.ts';

interface RetireKeyOptions extends CommonOptions {
  readonly days: number;
  /** Whether the key is to sign again. */
  readonly undo?: boolean;
}

/** `key retire`: disables the former key, when nothing was signed with it for long enough. Deleting it is left to a person. */
export async function retireKey(
  name: string,
  { days, undo = false }: RetireKeyOptions,
  session: Session,
): Promise<void> {
  const facts = await keyFacts(name, session, days);
  if (undo) return enableAgain(facts, session);
  const { client, signing, other } = facts;
  if (other.key === undefined) {
    session.tell({ client: name, retired: true, slots: slotsForMachines(facts) }, () =>
      [slotLines(facts), 'There is no former key.'].join('\n'),
    );
    return;
  }
  if (other.status === 'prepared') {
    const successor = `The key in slot ${other.slot} is the successor, not the predecessor.`;
    const setting = { keySlots: [signing.slot], signingKey: signing.slot };
    const instead = adviceText(deployAdvice(facts, setting, [], session), client.name);
    throw new CommandProblem(`${successor} To do without it:\n${instead}`);
  }
  if (other.status === 'superseded') {
    const activate = session.command(`key activate ${name}`);
    throw new CommandProblem(
      `The key in slot ${other.slot} is kept: ${other.hindrance}. Whether its successor is in use says: ${activate}`,
    );
  }
  if (other.status === 'retirable') {
    refuseWhileShared(facts, session);
    // A token of a one-time code shows nothing of the key that signs.
    await refuseUnlessAccepted(facts, session);
    await session.aws.kms.send(new DisableKeyCommand({ KeyId: other.key.arn }));
  }
  tellRetired(facts, session);
}

/** Clients that share their keys are activated one after another. */
function refuseWhileShared({ client, other }: KeyFacts, { stacks, command }: Session): void {
  const users = stacks
    .flatMap((stack) => stack.clients)
    .filter((one) => one.name !== client.name && one.signingKeys?.signingArn === other.key?.arn);
  const [first] = users;
  if (first === undefined) return;
  throw new CommandProblem(
    `The key in slot ${other.slot} still signs for ${users.map(({ name }) => name).join(', ')}. ` +
      `First: ${command(`key activate ${first.name}`)}`,
  );
}

function tellRetired(facts: KeyFacts, session: Session): void {
  const { client, signing, other } = facts;
  const { awsCommand, command } = session;
  const keyArn = other.key?.arn ?? '';
  const setting = { keySlots: [signing.slot], signingKey: signing.slot };
  const deletion = awsCommand(`kms schedule-key-deletion --key-id ${keyArn} --pending-window-in-days 30`);
  if (other.key?.keyState === 'Missing') {
    const onlySetting = deployAdvice(facts, setting, [], session);
    session.tell({ client: client.name, retired: true, slots: slotsForMachines(facts), ...onlySetting }, () =>
      [`The key in slot ${other.slot} is gone: take it out of the stack.`, adviceText(onlySetting, client.name)].join(
        '\n',
      ),
    );
    return;
  }
  const advice: KeyAdvice = deployAdvice(facts, setting, [deletion], session);
  const undo = command(`key retire ${client.name} --undo`);
  session.tell({ client: client.name, retired: true, slots: slotsForMachines(facts), undo, ...advice }, () =>
    [
      `The key in slot ${other.slot} is disabled. To undo it: ${undo}`,
      'When nobody misses it, have Click2Mail forget its public key, take it out of the stack, and have it deleted.',
      adviceText(advice, client.name),
    ].join('\n'),
  );
}

async function enableAgain(facts: KeyFacts, session: Session): Promise<void> {
  const { client, other } = facts;
  if (other.key === undefined) throw new CommandProblem(`There is no key in slot ${other.slot} of ${client.name}.`);
  if (other.status === 'deleting') {
    throw new CommandProblem(
      `The key in slot ${other.slot} waits for its deletion. First: ` +
        session.awsCommand(`kms cancel-key-deletion --key-id ${other.key.arn}`),
    );
  }
  await session.aws.kms.send(new EnableKeyCommand({ KeyId: other.key.arn }));
  session.tell({ client: client.name, retired: false }, () => `The key in slot ${other.slot} is enabled.`);
}
