import * as v from 'valibot';

/** What an input has to look like, and what is said of one that does not. */
export interface Door<Entries extends v.ObjectEntries> {
  /** What is read, as a sentence begins: `The order`. */
  readonly name: string;
  /** Strict, or one that lets further fields pass. */
  readonly shape: v.StrictObjectSchema<Entries, undefined> | v.ObjectSchema<Entries, undefined>;
  /** Said of an input that is no object. */
  readonly noObject: string;
  /** Said of a field that does not fit, by its name. */
  readonly problems: Readonly<Record<keyof Entries, string>>;
  /** Makes the error of what was said. */
  readonly refuse: (message: string) => Error;
}

/**
 * Reads what came from outside by its shape. Nothing of its values is repeated: they may be secrets.
 * @throws what the door makes of the first problem
 */
export function readInput<Entries extends v.ObjectEntries>(
  input: unknown,
  { name, shape, noObject, problems, refuse }: Door<Entries>,
): v.InferOutput<v.ObjectSchema<Entries, undefined>> {
  // An array is an object to valibot.
  if (Array.isArray(input)) throw refuse(noObject);
  const { success, output, issues } = v.safeParse(shape, input, { abortEarly: true });
  if (success) return output;
  const field = issues[0].path?.[0].key;
  if (typeof field !== 'string') throw refuse(noObject);
  if (Object.hasOwn(problems, field)) throw refuse(problems[field] as string);
  throw refuse(`${name} has fields besides ${Object.keys(shape.entries).join(', ')}.`);
}

/** A text that matches. */
export const text = (pattern: RegExp) => v.pipe(v.string(), v.regex(pattern));

/** The name of a client: which of them there are, the settings say. */
export const clientName = text(/./);

/** Takes a field's former spelling for the present one; with both, the former stays, and is refused as unknown. */
export function inPresentWords(input: object, former: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(input).map(([field, value]) => {
      const present = Object.hasOwn(former, field) ? former[field] : undefined;
      return [present === undefined || Object.hasOwn(input, present) ? field : present, value];
    }),
  );
}
