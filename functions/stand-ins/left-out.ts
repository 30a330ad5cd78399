/** Something was asked for that is not in the bundle, because our options never use it. */
export function leftOut(what: string): never {
  throw new TypeError(`${what} is not in this function: see infra/bundling/replacements.ts.`);
}
