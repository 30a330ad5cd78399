import { pendingVersion } from '../../functions/core/version-labels.ts';
import type { KeyFacts } from '../facts/key-facts.ts';
import { bothSlots } from '../facts/key-slots.ts';
import { describeVersions } from '../stack/describe-versions.ts';
import type { Session } from '../stack/session.ts';
import { CommandProblem } from '../terminal/exit-codes.ts';
import { adviceText, deployAdvice } from './advice.ts';
import { isRefused, probe, probeText } from './check.ts';

/**
 * Makes sure that Click2Mail accepts the key that signs: one may have been activated before it was sent.
 * @throws CommandProblem with the way back to the other key, where there is one
 */
export async function refuseUnlessAccepted(facts: KeyFacts, session: Session): Promise<void> {
  const answer = await probe(facts, facts.signing, session);
  if (answer.accepted) return;
  const cure = isRefused(answer.failure) ? await wayBack(facts, session) : 'Type it again when that is over.';
  throw new CommandProblem(`${probeText(answer)}\n${cure}`);
}

async function wayBack(facts: KeyFacts, session: Session): Promise<string> {
  const { client, signing, other } = facts;
  const { command } = session;
  if (other.key?.keyState !== 'Enabled') {
    const undo = other.status === 'retired' && other.key?.keyState === 'Disabled';
    const first = undo
      ? [`Or have the former key sign again, beginning with: ${command(`key retire ${client.name} --undo`)}`]
      : [];
    return [`Send Click2Mail the public key: ${command(`public-key ${client.name}`)}`, ...first].join('\n');
  }
  const isPending = pendingVersion(await describeVersions(client, session)) !== undefined;
  const next = [...(isPending ? [`resume ${client.name}`] : []), `key prepare ${client.name}`];
  const advice = deployAdvice(facts, { keySlots: bothSlots, signingKey: other.slot }, next.map(command), session);
  return `No token can be issued until it does. Go back to ${other.slot}, and send it the key in slot ${signing.slot} first.\n${adviceText(advice, client.name)}`;
}
