import { type IssueProbe, probeIssuing } from '../core/bearer.ts';
import { InvalidOrder } from '../core/errors.ts';
import type { TokenApi } from '../core/token-api.ts';
import type { KeySlot } from '../lambda/settings.ts';

/** Answer to `{"client":"acme","probeSigningKey":"b"}`. */
export interface KeyProbeAnswer extends IssueProbe {
  readonly client: string;
  readonly slot: KeySlot;
  /** The `kid` of the assertion that was sent; absent when none was. */
  readonly kid?: string;
}

interface KeyProbing {
  readonly api: TokenApi;
  readonly newAttempt: () => string;
  /** The last assertion that was sent. */
  readonly sentAssertion: () => string | undefined;
}

/**
 * Reads an operator's question whether Click2Mail accepts the key in a slot; undefined for an event that is none.
 * @param client the one client that is served here
 * @throws InvalidOrder naming the field
 */
export function parseKeyProbe(event: unknown, client: string): KeySlot | undefined {
  if (typeof event !== 'object' || event === null || !Object.hasOwn(event, 'probeSigningKey')) return undefined;
  const { client: named, probeSigningKey: slot, ...others } = event as Record<string, unknown>;
  if (named !== client) throw new InvalidOrder(`The probe is to name the client ${client}, which is served here.`);
  if (slot !== 'a' && slot !== 'b') throw new InvalidOrder('The probe\'s probeSigningKey is to be "a" or "b".');
  if (Object.keys(others).length > 0) throw new InvalidOrder('The probe has fields besides client, probeSigningKey.');
  return slot;
}

/**
 * Has a token of one hour issued by an assertion that is signed with the key in the slot, and revoked at once. Whatever
 * keeps it from being issued is part of the answer, and so is which key the assertion named.
 */
export async function probeKey(
  client: string,
  slot: KeySlot,
  { api, newAttempt, sentAssertion }: KeyProbing,
): Promise<KeyProbeAnswer> {
  const issued = await probeIssuing({ api, newAttempt });
  const assertion = sentAssertion();
  return { client, slot, ...(assertion === undefined ? {} : { kid: kidOf(assertion) }), ...issued };
}

/** RFC 7515, section 4.1.4. */
function kidOf(assertion: string): string {
  const [header = ''] = assertion.split('.');
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { readonly kid: string }).kid;
}
