import * as v from 'valibot';
import { AwsError, type WireObject } from '../aws/aws-service.ts';

/*
 * Shapes of requests: the lengths, ranges and patterns of AWS's service model
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/).
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

/** Name, ARN, or ARN without its suffix. Its characters are looked at when the secret is looked up. */
export const secretId = text(1, 2048);

export const versionId = text(32, 64);
export const stage = text(1, 256);

/** AWS's quota is in bytes, not characters. */
export const secretString = v.pipe(text(1, 65_536), v.maxBytes(65_536, 'have length less than or equal to 65536'));

/** Base64 on the wire. */
export const secretBinary = v.pipe(
  v.string(),
  v.base64('be base64'),
  v.check(
    (binary) => binary.length > 0 && Buffer.byteLength(binary, 'base64') <= 65_536,
    'have length between 1 and 65536',
  ),
);

export const tags = v.array(v.strictObject({ Key: text(1, 128), Value: v.optional(text(0, 256), '') }));

/**
 * The request, if it has the shape.
 * @throws ValidationException when a constraint is not met, and for a parameter that the sandbox does not serve: AWS
 * would ignore a misspelt one, which helps nobody
 * @throws SerializationException when a value is of another type
 */
export function checked<Shape extends v.GenericSchema>(shape: Shape, input: WireObject): v.InferOutput<Shape> {
  const result = v.safeParse(shape, input, { abortEarly: true });
  if (result.success) return result.output;
  throw refusalOf(result.issues[0]);
}

function refusalOf(issue: v.BaseIssue<unknown>): AwsError {
  const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return new AwsError('ValidationException', `The sandbox does not serve the parameter ${path}.`);
  }
  const member = path.charAt(0).toLowerCase() + path.slice(1);
  if (issue.kind === 'schema' && issue.received !== 'undefined') {
    return new AwsError('SerializationException', `The value at '${member}' must be ${issue.type}.`);
  }
  const constraint = issue.kind === 'schema' ? 'not be null' : issue.message;
  // AWS quotes the value, too; a secret does not belong into an error.
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );
}
