import { pendingVersion } from '../../functions/core/version-labels.ts';
import { type KeyFacts, keyFacts } from '../facts/key-facts.ts';
import { isIssuedWithout } from '../facts/key-slots.ts';
import { awaitRotation } from '../stack/await-rotation.ts';
import { describeVersions } from '../stack/describe-versions.ts';
import type { Session } from '../stack/session.ts';
import { startRotation } from '../stack/start-rotation.ts';
import { CommandProblem } from '../terminal/exit-codes.ts';
import { refuseUnlessAccepted } from './signing-key.ts';

/**
 * Has a token issued with the key that signs, unless the current one certainly was not issued with the former key:
 * the same question, with the same answer, that `key retire` asks.
 * @returns what is found afterwards
 * @throws CommandProblem when Click2Mail does not accept the key, or a token was issued and it is not certain with which
 */
export async function withProof(facts: KeyFacts, session: Session): Promise<KeyFacts> {
  const pending = pendingVersion(await describeVersions(facts.client, session));
  // A rotation shows it as well; but one that was refused before would be waited for in vain.
  if (isProved(facts) || pending !== undefined) await refuseUnlessAccepted(facts, session);
  if (isProved(facts)) return facts;
  const after = await rotated(facts, pending, session);
  if (isProved(after)) return after;
  const { client, other } = after;
  throw new CommandProblem(
    `A token was issued, and it is not certain with which key: the one in slot ${other.slot} signed within two minutes of it. ` +
      `In two minutes: ${session.command(`key activate ${client.name}`)}`,
  );
}

function isProved({ other, observed }: KeyFacts): boolean {
  return other.key === undefined || isIssuedWithout(other.key, observed);
}

/** Waits for a rotation that began before, by this command or by schedule. Where its token is from before the deployment, another begins. */
async function rotated(facts: KeyFacts, pending: string | undefined, session: Session): Promise<KeyFacts> {
  const { client, observed } = facts;
  if (pending !== undefined) {
    await session.during('Waiting for the rotation', awaitRotation(client, pending, observed.now, session));
    const waited = await keyFacts(client.name, session);
    // With its own time: what that rotation logged is none of the next one's errors.
    return isProved(waited) ? waited : rotated(waited, undefined, session);
  }
  try {
    await startRotation(client, { now: observed.now, isToWait: true }, session);
  } catch (error) {
    await refuseUnlessAccepted(facts, session);
    throw error;
  }
  return keyFacts(client.name, session);
}
