import { Token } from 'aws-cdk-lib';
import * as v from 'valibot';

/** Whether it is an object and no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with these settings and no others, so that a misspelt one cannot pass for a default. */
export function settingsObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, ({ expected }) => {
    if (expected === 'never') return `is not a setting: allowed are ${Object.keys(entries).join(', ')}`;
    return expected === 'Object' ? 'must be an object' : 'is missing';
  });
}

/**
 * Checks text by a pattern, unless the text is of a construct that the same app makes, and known at deployment alone. Only
 * what the template says may be such text; what the functions are told is written at synth.
 */
export function patternOrToken(pattern: RegExp, message: string) {
  return v.check((text: string) => Token.isUnresolved(text) || pattern.test(text), message);
}

/** A whole number within limits. One check for both, because one message says both. */
export function wholeNumber(message: string, least: number, most = Infinity) {
  return v.pipe(
    v.number(message),
    v.check((value) => Number.isInteger(value) && value >= least && value <= most, message),
  );
}
