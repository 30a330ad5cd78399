import * as v from 'valibot';
import { apiBaseUrl } from './api-base-url.ts';
import { assertionSettings } from './assertion.ts';
import { keyArn, reader, secretArn } from './aws-arn.ts';
import { clientProblems } from './client-problems.ts';
import { scopes } from './client-scopes.ts';
import { DURATION_PATTERN, durationSeconds } from './duration.ts';
import { addProblems } from './problem.ts';
import {
  LONGEST_RATE_SECONDS,
  MONTHLY,
  RATE_PATTERN,
  SHORTEST_RATE_SECONDS,
  parseRotationRate,
} from './rotation-rate.ts';
import { settingsObject, wholeNumber } from './shapes.ts';
import { tokenLifetimeSeconds } from './token-lifetime.ts';

const clientId = v.pipe(
  v.string('must be text, for example "c2m_abc123"'),
  v.regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters without blanks, as Click2Mail gave it'),
);

const RATES = '"monthly", or rate(N hours) or rate(N days), from 4 hours to 999 days, for example "rate(30 days)"';

const rotateEvery = v.pipe(
  v.string(`must be ${RATES}`),
  v.check(
    (text) => text === MONTHLY.expression || RATE_PATTERN.test(text),
    `must be ${RATES}; one day is "rate(1 day)"`,
  ),
  v.transform((text) => (text === MONTHLY.expression ? MONTHLY : parseRotationRate(text))),
  v.check(({ seconds }) => !(seconds < SHORTEST_RATE_SECONDS), `is too often: allowed is ${RATES}`),
  v.check(({ seconds }) => !(seconds > LONGEST_RATE_SECONDS), `is too seldom: allowed is ${RATES}`),
);

const GRACES = '"0", or minutes, hours or days from 20 minutes on, for example "90m", "2h" or "1d"';

/** No invocation runs longer, so a token in grace outlives every piece of work that began with it. */
const SHORTEST_GRACE_SECONDS = 20 * 60;

const grace = v.pipe(
  v.string(`must be ${GRACES}`),
  v.regex(DURATION_PATTERN, `must be ${GRACES}`),
  v.transform(durationSeconds),
  v.check((seconds) => seconds === 0 || seconds >= SHORTEST_GRACE_SECONDS, `is too short: allowed is ${GRACES}`),
);

const readers = v.pipe(
  v.array(reader, 'must be a list of account numbers and role ARNs'),
  v.check((principals) => new Set(principals).size === principals.length, 'must name each reader once'),
);

/** What `cdk.json` says of one client, checked, and with the lifetime that its tokens need worked out. */
export const clientSettings = v.pipe(
  settingsObject({
    clientId,
    grant: v.optional(
      v.picklist(
        ['assertion', 'client-secret', 'short-term-token'],
        'must be assertion, client-secret or short-term-token',
      ),
      'assertion',
    ),
    scopes,
    rotateEvery,
    grace,
    apiBaseUrl: v.exactOptional(apiBaseUrl),
    assertion: v.exactOptional(assertionSettings),
    readers: v.optional(readers, []),
    existingSecret: v.exactOptional(secretArn),
    existingSecretKeyArn: v.exactOptional(keyArn),
    existingKeyArn: v.exactOptional(keyArn),
    stack: v.exactOptional(wholeNumber('must be the number of one of the stacks, from 1 to the setting stacks', 1)),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (dataset.typed) addProblems(addIssue, clientProblems(dataset.value));
  }),
  v.transform(({ grace: graceSeconds, grant, assertion = v.parse(assertionSettings, {}), ...client }) => ({
    ...client,
    ...(grant === 'assertion' ? { grant, assertion } : { grant }),
    graceSeconds,
    ttlSeconds: tokenLifetimeSeconds(client.rotateEvery, graceSeconds),
  })),
);

export type ClientSettings = v.InferOutput<typeof clientSettings>;

/** A client that proves who it is with assertions. */
export type AssertionClient = Extract<ClientSettings, { grant: 'assertion' }>;
