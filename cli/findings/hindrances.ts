import type { StackClient } from '../stack/deployed-stack.ts';
import type { Session } from '../stack/session.ts';
import { probeApi, withProbe } from '../facts/api-probe.ts';
import { type ClientFacts, factsOfClient } from '../facts/client-facts.ts';
import { clientFindings } from './client-findings.ts';
import { curesIn } from './cures.ts';
import type { Finding, FindingId } from './finding.ts';

/** Without a credential, an API or room for its labels no rotation ends well. */
const HINDERING: ReadonlySet<FindingId> = new Set([
  'api-down',
  'api-unreachable',
  'client-secret-not-set',
  'key-disabled',
  'key-missing',
  'key-pending-deletion',
  'labels-full',
  'secret-deleted',
  'secret-missing',
]);

/** How a client is at this moment, and why a rotation of it would fail, when that is known. */
export async function lookForHindrances(
  client: StackClient,
  session: Session,
): Promise<{ readonly facts: ClientFacts; readonly hindrances: readonly Finding[] }> {
  const [known, probed] = await session.during(
    'Looking for what may be in the way',
    Promise.all([factsOfClient(client, session), probeApi(client, false, session)]),
  );
  const facts = withProbe(known, probed);
  return { facts, hindrances: clientFindings(facts, curesIn(session)).filter(({ id }) => HINDERING.has(id)) };
}

/** A hindrance in words, with what to type. */
export function hindranceText({ what, command }: Finding): string {
  return `${what}\n    ${command}`;
}
