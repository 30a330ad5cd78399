import { Token } from 'aws-cdk-lib';
import * as v from 'valibot';

/**
 * Checks text by a pattern, unless the text is of a construct that the same app makes, and known at deployment alone. Only
 * what the template says may be such text; what the functions are told is written at synth.
 */
export function patternOrToken(pattern: RegExp, message: string) {
  return v.check((text: string) => Token.isUnresolved(text) || pattern.test(text), message);
}
