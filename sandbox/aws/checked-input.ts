import * as v from 'valibot';
import { AwsError, type WireObject } from './aws-service.ts';

/*
 * Shapes of requests: the lengths, ranges and patterns of AWS's service models, which each service's API reference
 * gives with every member.
 */

/** A string of so many characters. */
export const text = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.minLength(least, `have length greater than or equal to ${least}`),
    v.maxLength(most, `have length less than or equal to ${most}`),
  );

/** A string of so many characters that follow the pattern. */
export const patterned = (least: number, most: number, pattern: RegExp) =>
  v.pipe(text(least, most), v.regex(pattern, `satisfy regular expression pattern: ${pattern.source}`));

export const integer = (least: number, most: number) =>
  v.pipe(
    v.number(),
    v.integer('be an integer'),
    v.minValue(least, `have value greater than or equal to ${least}`),
    v.maxValue(most, `have value less than or equal to ${most}`),
  );

export const listOf = <Item extends v.GenericSchema>(item: Item, least: number, most: number) =>
  v.pipe(
    v.array(item),
    v.minLength(least, `have length greater than or equal to ${least}`),
    v.maxLength(most, `have length less than or equal to ${most}`),
  );

export const oneOf = <const Name extends string>(names: readonly Name[]) =>
  v.pipe(
    v.string(),
    v.check((name) => names.includes(name as Name), `satisfy enum value set: [${names.join(', ')}]`),
    v.transform((name) => name as Name),
  );

export const flag = v.optional(v.boolean(), false);

/** A member that AWS has and the sandbox does not serve: whoever sends it is told so. */
export const unserved = v.optional(v.never());

/**
 * The request, if it has the shape. Members that the shape does not name are left out, as AWS ignores what an operation
 * never had.
 * @param errorName `ValidationException` in the JSON protocols, `ValidationError` in the query protocol
 * @throws AwsError with that name when a constraint is not met, and for a member that is `unserved`;
 * `SerializationException` when a value is of another type
 */
export function checked<Shape extends v.GenericSchema>(
  shape: Shape,
  input: WireObject,
  errorName = 'ValidationException',
): v.InferOutput<Shape> {
  const result = v.safeParse(shape, input, { abortEarly: true });
  if (result.success) return result.output;
  throw refusalOf(result.issues[0], errorName);
}

function refusalOf(issue: v.BaseIssue<unknown>, errorName: string): AwsError {
  const member = memberOf(issue);
  if (issue.type === 'never') {
    return new AwsError(errorName, `The sandbox does not serve the parameter ${v.getDotPath(issue) ?? member}.`);
  }
  if (issue.kind === 'schema' && issue.received !== 'undefined') {
    return new AwsError('SerializationException', `The value at '${member}' must be ${issue.type}.`);
  }
  const constraint = issue.kind === 'schema' ? 'not be null' : issue.message;
  // AWS quotes the value, too; a secret does not belong into an error.
  return new AwsError(
    errorName,
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );
}

/**
 * AWS's name of a member: each part with a small first letter, and an item of a list by its number from one on, for
 * example `tags.1.member.tagKey`.
 */
function memberOf({ path }: v.BaseIssue<unknown>): string {
  const parts = (path ?? []).map(({ key }) => {
    if (typeof key === 'number') return `${key + 1}.member`;
    const name = String(key);
    return name.charAt(0).toLowerCase() + name.slice(1);
  });
  return parts.join('.');
}
