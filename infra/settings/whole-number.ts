import * as v from 'valibot';

/** A whole number within limits. One check for both, because one message says both. */
export function wholeNumber(message: string, least: number, most = Infinity) {
  return v.pipe(
    v.number(message),
    v.check((value) => Number.isInteger(value) && value >= least && value <= most, message),
  );
}
