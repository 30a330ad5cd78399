import type { KeyProbeAnswer } from '../../functions/grants/key-probe.ts';
import { type KeyFacts, keyFacts } from '../facts/key-facts.ts';
import type { KeySlotState } from '../facts/key-slots.ts';
import { invokeFunction } from '../stack/invoke-function.ts';
import type { Session } from '../stack/session.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { adviceText, slotLines, slotsForMachines } from './advice.ts';

/** `key check`: does Click2Mail accept the key in the other slot? */
export async function checkKey(name: string, session: Session): Promise<void> {
  const facts = await keyFacts(name, session);
  const answer = await probe(facts, facts.other, session);
  const isSuccessor = facts.other.status === 'prepared';
  const again = session.command(`key prepare ${name}`);
  const commands = [answer.accepted && isSuccessor ? session.command(`key activate ${name}`) : again];
  session.tell({ slots: slotsForMachines(facts), ...answer, commands }, () =>
    [slotLines(facts), probeText(answer), ...(isSuccessor ? [adviceText({ commands }, name)] : [])].join('\n'),
  );
  if (!answer.accepted) session.endWith(EXIT.needsPerson);
}

/**
 * Has the rotation function issue and revoke a token of one hour with the key in a slot.
 * @throws CommandProblem when there is none
 */
export async function probe(
  { client }: KeyFacts,
  { slot, key }: KeySlotState,
  session: Session,
): Promise<KeyProbeAnswer> {
  if (key === undefined) {
    throw new CommandProblem(
      `There is no key in slot ${slot} of ${client.name}. First: ${session.command(`key prepare ${client.name}`)}`,
    );
  }
  const event = { client: client.name, probe_signing_key: slot };
  const asked = invokeFunction<KeyProbeAnswer>(session, client.rotation.name, event);
  return session.during(`Having a token issued with the key in slot ${slot}`, asked);
}

/** Whether Click2Mail refused the key itself. An API that is away, or a KMS that does not sign, says nothing of it. */
export function isRefused(failure: KeyProbeAnswer['failure'] | undefined): boolean {
  return failure?.code === 'TOKEN_REFUSED';
}

/** What a person is told of a probe. */
export function probeText({ accepted, slot, kid, revoked, token_id, failure }: KeyProbeAnswer): string {
  const key = `the key in slot ${slot}${kid === undefined ? '' : ` (kid ${kid})`}`;
  if (!accepted) {
    const verdict = isRefused(failure) ? 'Click2Mail does not accept' : 'It is not known whether Click2Mail accepts';
    return `${verdict} ${key}: ${failure?.message ?? 'no reason is known'}`;
  }
  const rest = revoked ? 'The token that showed it is revoked.' : `The token ${token_id} dies within its hour.`;
  return `Click2Mail accepts ${key}. ${rest}`;
}
