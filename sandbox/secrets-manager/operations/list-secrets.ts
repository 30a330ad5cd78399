import * as v from 'valibot';
import { pageOf } from '../../aws/page.ts';
import { flag, integer, oneOf, text } from '../../aws/request-shape.ts';
import { invalidNextToken } from '../refusals.ts';
import { filters, matchesAll } from '../secret-filters.ts';
import type { Secret } from '../secret.ts';
import { described, stagesOf } from './describe-secret.ts';
import { operation } from './operation.ts';

type SortKey = (secret: Secret) => number | string;

const SORT_KEYS = {
  'created-date': ({ createdAt }) => createdAt,
  'last-changed-date': ({ changedAt }) => changedAt,
  'last-accessed-date': ({ accessedOn }) => accessedOn ?? 0,
  name: ({ name }) => name,
} as const satisfies Record<string, SortKey>;

const request = v.object({
  MaxResults: v.optional(integer(1, 100), 100),
  NextToken: v.optional(text(1, 4096)),
  Filters: v.optional(filters, []),
  SortBy: v.optional(oneOf(Object.keys(SORT_KEYS) as (keyof typeof SORT_KEYS)[]), 'created-date'),
  SortOrder: v.optional(oneOf(['asc', 'desc']), 'asc'),
  IncludePlannedDeletion: flag,
});

export const listSecrets = operation(request, (input, _caller, { store }) => {
  const listed = store
    .all()
    .filter((secret) => input.IncludePlannedDeletion || secret.deletion === undefined)
    .filter((secret) => matchesAll(secret, input.Filters))
    .toSorted(by(SORT_KEYS[input.SortBy]));
  const page = pageOf(
    input.SortOrder === 'asc' ? listed : listed.toReversed(),
    input.MaxResults,
    input.NextToken,
    invalidNextToken,
  );
  const SecretList = page.items.map((secret) => ({ ...described(secret), SecretVersionsToStages: stagesOf(secret) }));
  return { SecretList, ...page.next };
});

function by(key: SortKey): (one: Secret, other: Secret) => number {
  return (one, other) => {
    const [left, right] = [key(one), key(other)];
    return left < right ? -1 : Number(left > right);
  };
}
