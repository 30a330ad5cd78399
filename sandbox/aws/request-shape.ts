import * as v from 'valibot';

/*
 * Shapes of requests: the lengths, ranges and patterns of AWS's service models, which each service's API reference
 * gives with every member.
 */

/** The shape of a request: an object that names its members. */
export type RequestShape = v.GenericSchema & { readonly entries: v.ObjectEntries };

const atLeast = (least: number) => `have length greater than or equal to ${least}`;
const atMost = (most: number) => `have length less than or equal to ${most}`;
/** AWS's patterns hold for the whole text, whether they have anchors or not. */
const whole = ({ source }: RegExp) => new RegExp(`^(?:${source})$`);
const following = (pattern: RegExp) => `satisfy regular expression pattern: ${pattern.source}`;

/** A string of so many characters. */
export const text = (least: number, most: number) =>
  v.pipe(v.string(), v.minLength(least, atLeast(least)), v.maxLength(most, atMost(most)));

/** A string of so many characters, all of which follow the pattern. */
export const patterned = (least: number, most: number, pattern: RegExp) =>
  v.pipe(text(least, most), v.regex(whole(pattern), following(pattern)));

export const integer = (least: number, most: number) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(least, `have value greater than or equal to ${least}`),
    v.maxValue(most, `have value less than or equal to ${most}`),
  );

/** Bytes, which travel as base64. AWS never repeats them in an error. */
export const blob = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.base64(),
    v.transform((encoded) => Buffer.from(encoded, 'base64')),
    v.minLength(least, atLeast(least)),
    v.maxLength(most, atMost(most)),
    v.metadata({ unquoted: true }),
  );

/** A member whose value no error repeats: AWS's model calls it sensitive. */
export const sensitive = <Shape extends v.GenericSchema>(shape: Shape) => v.pipe(shape, v.metadata({ unquoted: true }));

/** A list of structures. */
export const listOf = <Item extends v.GenericSchema>(item: Item, least: number, most: number) =>
  v.pipe(v.array(item), v.minLength(least, atLeast(least)), v.maxLength(most, atMost(most)));

/**
 * A list of strings. Where one does not fit, AWS names the list and all that holds for each of its strings:
 * https://github.com/appleboy/lambda-action/issues/72 (Lambda's `vpcConfig.subnetIds`, recorded).
 */
export const texts = (
  { least, most, pattern }: { readonly least: number; readonly most: number; readonly pattern?: RegExp },
  fewest = 0,
  greatest = Infinity,
) => {
  const form = whole(pattern ?? /[^]*/);
  const fits = (item: string) => item.length >= least && item.length <= most && form.test(item);
  const all = [atMost(most), atLeast(least), ...(pattern === undefined ? [] : [following(pattern)]), 'not be null'];
  const constraint = `satisfy constraint: [${all.map((each) => `Member must ${each}`).join(', ')}]`;
  return v.pipe(listOf(v.string(), fewest, greatest), v.everyItem(fits, constraint));
};

export const oneOf = <const Name extends string>(names: readonly Name[]) =>
  v.pipe(
    v.string(),
    v.check((name) => names.includes(name as Name), `satisfy enum value set: [${names.join(', ')}]`),
    v.transform((name) => name as Name),
  );

export const flag = v.optional(v.boolean(), false);

/** A member that AWS has and the sandbox does not serve: whoever sends it is told so. */
export const unserved = v.optional(v.never());
