import * as v from 'valibot';
import type { RotationGrant } from '../../functions/lambda/settings.ts';
import type { Problem } from './problem.ts';

/** With one of these, whoever reads the secret could revoke the token it holds, or issue tokens of its own. */
const SCOPES_NOT_FOR_READERS = ['tokens:write', 'tokens:revoke', 'tokens:*', '*'];

/** What a token needs to issue its own successor. */
const RENEWAL = 'tokens:write';

const scope = v.pipe(
  v.string('must be text, for example "jobs:submit"'),
  v.check(
    (name) => name === '*' || /^[a-z][a-z0-9_-]*:(?:\*|[a-z][a-z0-9_-]*)$/.test(name),
    'must be written resource:action or resource:*, for example "jobs:submit"',
  ),
);

export const scopes = v.pipe(
  v.array(scope, 'must be a list of scopes, for example ["jobs:submit"]'),
  v.nonEmpty('must name at least one scope'),
  v.check((names) => new Set(names).size === names.length, 'must name each scope once'),
);

/** What is wrong with a client's scopes for its grant. */
export function scopeProblems(names: readonly string[], grant: RotationGrant): readonly Problem[] {
  const renewsItself = grant === 'short-term-token';
  const refused = SCOPES_NOT_FOR_READERS.filter((name) => !renewsItself || name !== RENEWAL);
  const message =
    `is refused, because anybody who reads the secret could kill production with it: allowed is every ` +
    `scope except ${refused.join(', ')}`;
  const problems = names.flatMap((name, index) =>
    refused.includes(name) ? [{ path: ['scopes', String(index)], message }] : [],
  );
  if (!renewsItself || names.includes(RENEWAL)) return problems;
  const missing = `must name ${RENEWAL}: with the grant short-term-token a token issues the next one`;
  return [...problems, { path: ['scopes'], message: missing }];
}
