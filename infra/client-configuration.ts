import * as v from 'valibot';
import { apiBaseUrl } from './api-base-url.ts';
import { assertionConfiguration } from './assertion-configuration.ts';
import { DURATION_PATTERN, durationSeconds } from './duration.ts';
import { LONGEST_RATE_SECONDS, RATE_PATTERN, SHORTEST_RATE_SECONDS, parseRotationRate } from './rotation-rate.ts';
import { settingsObject } from './settings-object.ts';
import { lifetimeProblem, tokenLifetimeSeconds } from './token-lifetime.ts';

const clientId = v.pipe(
  v.string('must be text, for example "c2m_abc123"'),
  v.regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters without blanks, as Click2Mail gave it'),
);

/** With one of these, whoever reads the secret could revoke the token it holds, or issue tokens of its own. */
const SCOPES_NOT_FOR_READERS = ['tokens:write', 'tokens:revoke', 'tokens:*', '*'];

const scope = v.pipe(
  v.string('must be text, for example "jobs:submit"'),
  v.check(
    (name) => !SCOPES_NOT_FOR_READERS.includes(name),
    `is refused, because anybody who reads the secret could kill production with it: allowed is every scope ` +
      `except ${SCOPES_NOT_FOR_READERS.join(', ')}`,
  ),
  v.regex(
    /^[a-z][a-z0-9_-]*:(?:\*|[a-z][a-z0-9_-]*)$/,
    'must be written resource:action or resource:*, for example "jobs:submit"',
  ),
);

const scopes = v.pipe(
  v.array(scope, 'must be a list of scopes, for example ["jobs:submit"]'),
  v.nonEmpty('must name at least one scope'),
  v.check((names) => new Set(names).size === names.length, 'must name each scope once'),
);

const RATES = 'rate(N hours) or rate(N days), from 4 hours to 999 days, for example "rate(30 days)"';

const rotateEvery = v.pipe(
  v.string(`must be ${RATES}`),
  v.regex(RATE_PATTERN, `must be ${RATES}; one day is "rate(1 day)"`),
  v.transform(parseRotationRate),
  v.check(({ seconds }) => seconds >= SHORTEST_RATE_SECONDS, `is too often: allowed is ${RATES}`),
  v.check(({ seconds }) => seconds <= LONGEST_RATE_SECONDS, `is too seldom: allowed is ${RATES}`),
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

/** What `cdk.json` says of one client, checked, and with the lifetime that its tokens need worked out. */
export const clientConfiguration = v.pipe(
  settingsObject({
    clientId,
    scopes,
    rotateEvery,
    grace,
    apiBaseUrl: v.exactOptional(apiBaseUrl),
    assertion: v.optional(assertionConfiguration, {}),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed && lifetimeProblem(dataset.value.rotateEvery, dataset.value.grace);
    if (!problem) return;
    const { setting: key, message } = problem;
    addIssue({
      message,
      path: [{ type: 'object', origin: 'value', input: dataset.value, key, value: dataset.value[key] }],
    });
  }),
  v.transform(({ grace: graceSeconds, ...client }) => ({
    ...client,
    graceSeconds,
    ttlSeconds: tokenLifetimeSeconds(client.rotateEvery, graceSeconds),
  })),
);

export type ClientConfiguration = v.InferOutput<typeof clientConfiguration>;
