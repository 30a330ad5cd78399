import * as v from 'valibot';
import type { KeySlot } from '../../functions/lambda/settings.ts';
import { settingsObject, wholeNumber } from './shapes.ts';

/** RFC 7521, section 4.2, as RFC 7523 names it for a client's JWT. */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const text = v.pipe(
  v.string('must be text'),
  v.regex(/^[\x21-\x7e]{1,512}$/, 'must be 1 to 512 visible ASCII characters without blanks'),
);

const SLOTS = ['a', 'b'] as const satisfies readonly KeySlot[];

const slotLists = 'must be ["a"], ["b"] or ["a", "b"]';

const keySlots = v.pipe(
  v.array(v.picklist(SLOTS, slotLists), slotLists),
  v.nonEmpty(slotLists),
  v.check((slots) => new Set(slots).size === slots.length, slotLists),
);

/** The `kid` of the only key, or of the key in each slot. */
const keyId = v.union([text, settingsObject({ a: v.exactOptional(text), b: v.exactOptional(text) })], (issue) =>
  typeof issue.input === 'string'
    ? 'must be 1 to 512 visible ASCII characters without blanks'
    : 'must be text, or {"a":"…","b":"…"} with such text',
);

/**
 * How a client's assertions are made and signed. `keySlots` says which keys there are, and `signingKey` which of them signs.
 */
export const assertionSettings = v.pipe(
  settingsObject({
    algorithm: v.optional(v.picklist(['RS256', 'PS256', 'ES256'], 'must be RS256, PS256 or ES256'), 'RS256'),
    keySize: v.exactOptional(v.picklist([2048, 3072, 4096], 'must be 2048, 3072 or 4096')),
    keySlots: v.optional(keySlots, ['a']),
    signingKey: v.optional(v.picklist(SLOTS, 'must be a or b'), 'a'),
    keyId: v.exactOptional(keyId),
    audience: v.exactOptional(text),
    assertionType: v.optional(text, JWT_BEARER),
    // An assertion's iat is 30 seconds back, and the API lets exp be five minutes after it.
    lifetimeSeconds: v.optional(wholeNumber('must be a whole number of seconds from 60 to 300', 60, 300), 120),
  }),
  v.forward(
    v.check(
      ({ algorithm, keySize }) => algorithm !== 'ES256' || keySize === undefined,
      'is for RSA keys: ES256 always signs with a P-256 key, so leave it out',
    ),
    ['keySize'],
  ),
  v.forward(
    v.check(
      (assertion) => assertion.keySlots.includes(assertion.signingKey),
      'is a slot that keySlots leaves out, so there would be no key to sign with',
    ),
    ['signingKey'],
  ),
  v.forward(
    v.check(
      (assertion) => assertion.keyId === undefined || namesKeysApart(assertion.keyId, assertion.keySlots),
      'is one name for two keys: with two keySlots it must be {"a":"…","b":"…"}, each with a name of its own',
    ),
    ['keyId'],
  ),
);

export type AssertionSettings = v.InferOutput<typeof assertionSettings>;

/** Bits of the keys that sign; undefined for ES256, whose keys have one size. */
export function rsaKeySize({ algorithm, keySize = 2048 }: AssertionSettings): 2048 | 3072 | 4096 | undefined {
  return algorithm === 'ES256' ? undefined : keySize;
}

function namesKeysApart(id: v.InferOutput<typeof keyId>, slots: readonly KeySlot[]): boolean {
  if (typeof id === 'string') return slots.length === 1;
  return id.a === undefined || id.a !== id.b;
}
