import * as v from 'valibot';
import { settingsObject } from './settings-object.ts';

/** RFC 7521, section 4.2, as RFC 7523 names it for a client's JWT. */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const text = v.pipe(
  v.string('must be text'),
  v.regex(/^[\x21-\x7e]{1,512}$/, 'must be 1 to 512 visible ASCII characters without blanks'),
);

/** An assertion's iat is 30 seconds back, and the API lets exp be five minutes after it. */
const lifetime = 'must be a whole number of seconds from 60 to 300';

/** How a client's assertions are made and signed. Without `keySize`, RSA keys have 2048 bits. */
export const assertionConfiguration = v.pipe(
  settingsObject({
    algorithm: v.optional(v.picklist(['RS256', 'PS256', 'ES256'], 'must be RS256, PS256 or ES256'), 'RS256'),
    keySize: v.exactOptional(v.picklist([2048, 3072, 4096], 'must be 2048, 3072 or 4096')),
    keyId: v.exactOptional(text),
    audience: v.exactOptional(text),
    assertionType: v.optional(text, JWT_BEARER),
    lifetimeSeconds: v.optional(
      v.pipe(v.number(lifetime), v.integer(lifetime), v.minValue(60, lifetime), v.maxValue(300, lifetime)),
      120,
    ),
  }),
  v.forward(
    v.check(
      ({ algorithm, keySize }) => algorithm !== 'ES256' || keySize === undefined,
      'is for RSA keys: ES256 always signs with a P-256 key, so leave it out',
    ),
    ['keySize'],
  ),
);

export type AssertionConfiguration = v.InferOutput<typeof assertionConfiguration>;
