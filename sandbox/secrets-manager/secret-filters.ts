import * as v from 'valibot';
import { listOf, oneOf, texts } from '../aws/request-shape.ts';
import { regionOf } from './secret-arn.ts';
import type { Secret } from './secret.ts';

/** How each filter finds a secret: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html */
const FILTERS = {
  name: ({ name }, wanted) => name.startsWith(wanted),
  description: ({ description }, wanted) => hasWords([description ?? ''], wanted),
  'tag-key': ({ tags }, wanted) => [...(tags?.keys() ?? [])].some((key) => key.startsWith(wanted)),
  'tag-value': ({ tags }, wanted) => [...(tags?.values() ?? [])].some((value) => value.startsWith(wanted)),
  'primary-region': (secret, wanted) => primaryRegionOf(secret)?.startsWith(wanted) === true,
  // Secrets that another AWS service owns are not in the sandbox.
  'owning-service': () => false,
  all: ({ name, description, tags }, wanted) =>
    hasWords([name, description ?? '', ...[...(tags ?? [])].flat()], wanted),
} as const satisfies Record<string, (secret: Secret, wanted: string) => boolean>;

type FilterKey = keyof typeof FILTERS;

/** The parameter Filters. */
export const filters = listOf(
  v.object({
    Key: oneOf(Object.keys(FILTERS) as FilterKey[]),
    Values: texts({ least: 0, most: 512, pattern: /^!?[a-zA-Z0-9 :_@/+=.\-!]*$/ }, 1, 10),
  }),
  0,
  10,
);

/** Whether every filter finds the secret by one of its values; a value with `!` in front finds what the rest does not. */
export function matchesAll(secret: Secret, wanted: v.InferOutput<typeof filters>): boolean {
  return wanted.every(({ Key, Values }) => Values.some((value) => matches(secret, Key, value)));
}

/** Where the primary is of a secret that is in several regions; none of any other. */
export function primaryRegionOf({ arn, replicas, primaryRegion }: Secret): string | undefined {
  return primaryRegion ?? ((replicas?.size ?? 0) > 0 ? regionOf(arn) : undefined);
}

function matches(secret: Secret, key: FilterKey, value: string): boolean {
  const finds: (secret: Secret, wanted: string) => boolean = FILTERS[key];
  return value.startsWith('!') ? !finds(secret, value.slice(1)) : finds(secret, value);
}

/**
 * Whether each wanted word begins a word of the fields, in whatever case. Recorded of AWS for `all` and `description`:
 * https://github.com/getmoto/moto/blob/master/tests/test_secretsmanager/test_list_secrets.py (the verified tests).
 */
function hasWords(fields: readonly string[], wanted: string): boolean {
  const words = fields.flatMap(wordsOf);
  const prefixes = wordsOf(wanted);
  return prefixes.length > 0 && prefixes.every((prefix) => words.some((word) => word.startsWith(prefix)));
}

/** Where a word ends within letters and digits: at `one|Two`, `COMPAN|Ythings` and `abc|892`. */
const BOUNDARY = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})/u;

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_search-secret.html */
function wordsOf(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap((part) => part.split(BOUNDARY))
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
