/** What a JSON text says; undefined for what is none. People's editors write a byte-order mark before it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
