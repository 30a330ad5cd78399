import { type KeyFacts, keyFacts } from '../facts/key-facts.ts';
import { bothSlots } from '../facts/key-slots.ts';
import type { Session } from '../stack/session.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { adviceText, deployAdvice, slotLines, slotsForMachines } from './advice.ts';
import { probe, probeText } from './check.ts';
import { withProof } from './proof.ts';

/**
 * `key activate`: before the deployment, whether it may be and what to change; after it, a token that the new key
 * issued. Its exit code is 0 only then.
 */
export async function activateKey(name: string, session: Session): Promise<void> {
  const facts = await keyFacts(name, session);
  const { signing, other } = facts;
  const isGone = signing.key?.keyState === 'Missing';
  if (signing.status === 'unusable' && !(isGone && other.status === 'prepared')) {
    const cure = isGone
      ? session.command(`key prepare ${name}`)
      : session.awsCommand(`kms enable-key --key-id ${signing.key?.arn}`);
    throw new CommandProblem(
      `KMS does not let the key in slot ${signing.slot} sign: it is ${signing.key?.keyState}. ${cure}`,
    );
  }
  if (other.status === 'prepared') return tellToDeploy(facts, session);
  if (other.key === undefined && signing.slot === 'a') {
    throw new CommandProblem(`There is no key to activate. First: ${session.command(`key prepare ${name}`)}`);
  }
  return confirmActive(facts, session);
}

async function tellToDeploy(facts: KeyFacts, session: Session): Promise<void> {
  const { client, other } = facts;
  const { name } = client;
  const answer = await probe(facts, other, session);
  if (!answer.accepted) {
    throw new CommandProblem(
      `${probeText(answer)}\nIt is not activated: rotations would fail. Look with: ${session.command(`key check ${name}`)}`,
    );
  }
  const setting = { keySlots: bothSlots, signingKey: other.slot };
  const advice = deployAdvice(facts, setting, [session.command(`key activate ${name}`)], session);
  session.tell({ client: name, activated: false, slots: slotsForMachines(facts), ...advice }, () =>
    [slotLines(facts), probeText(answer), adviceText(advice, name)].join('\n'),
  );
  session.endWith(EXIT.needsPerson);
}

async function confirmActive(found: KeyFacts, session: Session): Promise<void> {
  const facts = await withProof(found, session);
  const { client, signing, other } = facts;
  const { command } = session;
  const commands = other.key === undefined ? [] : [command(`key retire ${client.name}`)];
  const proof =
    other.key === undefined ? '' : `, and the current token was not issued with the one in slot ${other.slot}`;
  session.tell({ client: client.name, activated: true, slots: slotsForMachines(facts), commands }, () =>
    [
      slotLines(facts),
      `The key in slot ${signing.slot} is active: Click2Mail accepts it${proof}.`,
      ...(commands.length === 0 ? [] : ['When the former key has not signed for some days:', `    ${commands.join()}`]),
    ].join('\n'),
  );
}
