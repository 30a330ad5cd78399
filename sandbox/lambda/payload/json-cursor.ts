/** The first thing wrong with a JSON text, in Jackson's words. */
export class Fault extends Error {}

/** How a character of two, three and four bytes begins. */
const LEADS = [
  [0xe0, 0xc0],
  [0xf0, 0xe0],
  [0xf8, 0xf0],
] as const;

/** A place in a JSON text, which is read byte by byte as Latin-1, and the faults that are found there. */
export class JsonCursor {
  readonly #bytes: Buffer;
  #next = 0;
  #row = 1;
  #rowStart = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The byte that was taken last. */
  get last(): string {
    return String.fromCharCode(this.#bytes[this.#next - 1] ?? 0);
  }

  peek(): string | undefined {
    const byte = this.#bytes[this.#next];
    return byte === undefined ? undefined : String.fromCharCode(byte);
  }

  take(): string | undefined {
    const char = this.peek();
    if (char !== undefined) this.#next += 1;
    return char;
  }

  /** Takes what follows the pattern; whether that was anything. */
  takeWhile(pattern: RegExp, most = Infinity): boolean {
    let taken = 0;
    for (; taken < most && pattern.test(this.peek() ?? ''); taken += 1) this.#next += 1;
    return taken > 0;
  }

  /** Takes white space and the character behind it. @throws Fault for a character that is no white space of JSON's */
  skipSpace(): string | undefined {
    for (;;) {
      const char = this.take();
      if (char === undefined || char > ' ') return char;
      if (char === '\n' || (char === '\r' && this.peek() !== '\n')) {
        this.#row += 1;
        this.#rowStart = this.#next;
      } else if (char !== ' ' && char !== '\t' && char !== '\r') {
        const allowed = 'only regular white space (\\r, \\n, \\t) is allowed between tokens';
        throw this.fault(`Illegal character (${described(char)}): ${allowed}`);
      }
    }
  }

  /** Takes the rest of a character of several bytes, of which the first was taken. @throws Fault where it is not UTF-8 */
  restOfCharacter(first: string): string {
    const lead = first.charCodeAt(0);
    if (lead < 0x80) return first;
    const more = LEADS.findIndex(([mask, mark]) => (lead & mask) === mark) + 1;
    if (more === 0) throw this.fault(`Invalid UTF-8 start byte 0x${lead.toString(16)}`);
    for (let taken = 0; taken < more; taken += 1) {
      const byte = this.take()?.charCodeAt(0);
      if (byte === undefined) throw this.ended(' in VALUE_STRING');
      if ((byte & 0xc0) !== 0x80) throw this.fault(`Invalid UTF-8 middle byte 0x${byte.toString(16)}`);
    }
    return this.#bytes.toString('utf8', this.#next - more - 1, this.#next);
  }

  /** The fault that the byte taken last should not be there. */
  unexpected(comment: string): Fault {
    return this.fault(`Unexpected character (${described(this.last)}): ${comment}`, -1);
  }

  /** The fault that the text ends here. */
  ended(where: string): Fault {
    return this.fault(`Unexpected end-of-input${where}`);
  }

  /** @param from where the fault is, counted from the byte that would be taken next */
  fault(words: string, from = 0): Fault {
    return new Fault(`${words}\n at ${this.place(from)}`);
  }

  /** @param from counted from the byte that would be taken next */
  place(from: number): string {
    const column = this.#next + from - this.#rowStart + 1;
    return `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${this.#row}, column: ${column}]`;
  }
}

export function described(char: string): string {
  const code = char.charCodeAt(0);
  const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
  return isControl ? `(CTRL-CHAR, code ${code})` : `'${char}' (code ${code})`;
}
