/** A value to three figures, which is all that a measurement knows. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** The same as people read it. */
export function figure(value: number): string {
  return rounded(value).toLocaleString('en', { maximumSignificantDigits: 15 });
}
