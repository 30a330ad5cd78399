import { type IssueProbe, probeIssuing } from '../core/bearer.ts';
import * as v from 'valibot';
import { InvalidOrder } from '../core/errors.ts';
import type { TokenApi } from '../core/token-api.ts';
import { inPresentWords, readInput } from '../lambda/read-input.ts';
import type { KeySlot } from '../lambda/settings.ts';

/** Answer to `{"client":"acme","probe_signing_key":"b"}`. */
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
 * @param served the one client that is served here
 * @throws InvalidOrder naming the field
 */
export function readKeyProbe(event: unknown, served: string): KeySlot | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const said = inPresentWords(event, { probeSigningKey: 'probe_signing_key' });
  if (!Object.hasOwn(said, 'probe_signing_key')) return undefined;
  const shape = v.strictObject({ client: v.literal(served), probe_signing_key: v.picklist(['a', 'b']) });
  return readInput(said, {
    name: 'The probe',
    shape,
    noObject: 'The probe is to be an object.',
    problems: {
      client: `The probe is to name the client ${served}, which is served here.`,
      probe_signing_key: 'The probe\'s probe_signing_key is to be "a" or "b".',
    },
    refuse: (message) => new InvalidOrder(message),
  }).probe_signing_key;
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
