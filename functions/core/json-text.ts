/** What a JSON text says; undefined for what is none. People's editors write a byte-order mark before it. */
export function parseJson(text: string, reviver?: (key: string, part: unknown) => unknown): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''), reviver);
  } catch {
    return undefined;
  }
}
