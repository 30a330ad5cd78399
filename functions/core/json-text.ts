/** What a JSON text says; undefined for what is none. People's editors write byte-order marks before it. */
export function parseJson(text: string, reviver?: (key: string, part: unknown) => unknown): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF+/, ''), reviver);
  } catch {
    return undefined;
  }
}
