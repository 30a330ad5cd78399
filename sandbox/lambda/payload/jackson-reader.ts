/** What is open at a place in a JSON text, and where it began. */
interface Scope {
  readonly kind: 'Array' | 'Object';
  readonly start: string;
  /** Whether something stands in it already, so that a comma must come. */
  begun: boolean;
}

class Fault extends Error {}

const TOKENS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };
const IDENTIFIER_START = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;
// Java also counts what it ignores within identifiers.
// oxlint-disable-next-line no-control-regex -- these are characters that a payload may have
const IDENTIFIER_PART = /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}\p{Cf}\u0000-\u0008\u000e-\u001b\u007f-\u009f]/u;
const LONGEST_TOKEN = 256;

/** How a character of two, three and four bytes begins. */
const LEADS = [
  [0xe0, 0xc0],
  [0xf0, 0xe0],
  [0xf8, 0xf0],
] as const;

/**
 * Finds the first fault of a JSON text and says it in the words of Jackson 2, which Lambda repeats.
 * https://github.com/FasterXML/jackson-core (UTF8StreamJsonParser). Recorded of Lambda are the kinds "Unrecognized token",
 * "Unexpected character" and "Invalid UTF-8"; the rest is Jackson's.
 */
export class JacksonReader {
  readonly #bytes: Buffer;
  readonly #scopes: Scope[] = [];
  #next = 0;
  #row = 1;
  #rowStart = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Undefined when the first value is right; what follows it is not looked at. */
  fault(): string | undefined {
    try {
      do this.#readToken();
      while (this.#scopes.length > 0);
      return undefined;
    } catch (error) {
      if (error instanceof Fault) return error.message;
      throw error;
    }
  }

  /** A value, the beginning of a list or an object, a field's name with the value behind it, or an end. */
  #readToken(): void {
    const scope = this.#scopes.at(-1);
    let char = this.#skipSpace();
    if (char === undefined) {
      if (scope === undefined) throw this.#fault('No content to map due to end-of-input');
      throw this.#ended(`: expected close marker for ${scope.kind} (start marker at ${scope.start})`);
    }
    if (char === ']' || char === '}') {
      if (scope?.kind === (char === ']' ? 'Array' : 'Object')) {
        this.#scopes.pop();
        return;
      }
      if (scope !== undefined) throw this.#mismatched(char, scope);
    }
    if (scope?.begun === true) {
      if (char !== ',') throw this.#unexpected(`was expecting comma to separate ${scope.kind} entries`);
      char = this.#needed(scope);
    }
    if (scope !== undefined) scope.begun = true;
    if (scope?.kind === 'Object') {
      if (char !== '"') throw this.#unexpected('was expecting double-quote to start field name');
      this.#readString('name');
      if (this.#needed(scope) !== ':') throw this.#unexpected('was expecting a colon to separate field name and value');
      char = this.#needed(scope);
    }
    this.#readValue(char, scope);
  }

  #readValue(char: string, scope: Scope | undefined): void {
    const literal = LITERALS[char];
    if (char === '"') this.#readString('string value');
    else if (char === '[' || char === '{') {
      this.#scopes.push({ kind: char === '[' ? 'Array' : 'Object', start: this.#place(-1), begun: false });
    } else if (char === '-' || /\d/.test(char)) this.#readNumber(char);
    else if (literal !== undefined) this.#readLiteral(literal);
    else if (char === ',' || char === '}' || (char === ']' && scope?.kind === 'Array')) {
      throw this.#unexpected('expected a value');
    } else if (IDENTIFIER_START.test(char)) throw this.#unrecognised(char);
    else throw this.#unexpected(`expected a valid value ${TOKENS}`);
  }

  #readLiteral(literal: string): void {
    for (let matched = 1; matched < literal.length; matched += 1) {
      if (this.#peek() !== literal[matched]) throw this.#unrecognised(literal.slice(0, matched));
      this.#next += 1;
    }
    const after = this.#peek();
    if (after !== undefined && IDENTIFIER_PART.test(after)) throw this.#unrecognised(literal);
  }

  #readNumber(first: string): void {
    if (first === '-') this.#digit('expected digit (0-9) to follow minus sign, for valid numeric value');
    if (this.#bytes[this.#next - 1] === 0x30 && /\d/.test(this.#peek() ?? '')) {
      throw this.#fault('Invalid numeric value: Leading zeroes not allowed');
    }
    this.#skip(/\d/);
    if (this.#skip(/\./, 1)) {
      this.#digit('Decimal point not followed by a digit');
      this.#skip(/\d/);
    }
    if (this.#skip(/[eE]/, 1)) {
      this.#skip(/[+-]/, 1);
      this.#digit('Exponent indicator not followed by a digit');
      this.#skip(/\d/);
    }
  }

  #digit(comment: string): void {
    const char = this.#take();
    if (char === undefined) throw this.#ended(' in a Number value');
    if (!/\d/.test(char)) {
      throw this.#fault(`Unexpected character (${described(char)}) in numeric value: ${comment}`, -1);
    }
  }

  #readString(what: 'name' | 'string value'): void {
    for (;;) {
      const char = this.#take();
      if (char === undefined)
        throw this.#ended(what === 'name' ? `: was expecting closing '"' for name` : ' in VALUE_STRING');
      if (char === '"') return;
      if (char === '\\') this.#readEscape();
      else if (char < ' ') {
        const words = `has to be escaped using backslash to be included in ${what}`;
        throw this.#fault(`Illegal unquoted character (${described(char)}): ${words}`);
      } else this.#restOfCharacter(char);
    }
  }

  #readEscape(): void {
    const char = this.#take();
    if (char === undefined) throw this.#ended(' in character escape sequence');
    if (!'bfnrtu"/\\'.includes(char)) throw this.#fault(`Unrecognized character escape ${described(char)}`);
    for (let digits = char === 'u' ? 4 : 0; digits > 0; digits -= 1) {
      const digit = this.#take();
      if (digit === undefined) throw this.#ended(' in character escape sequence');
      if (!/[\da-fA-F]/.test(digit)) throw this.#unexpected('expected a hex-digit for character escape sequence');
    }
  }

  /** The rest of a character of several bytes, of which the first was taken; bytes are read as Latin-1 until here. */
  #restOfCharacter(first: string): string {
    const lead = first.charCodeAt(0);
    if (lead < 0x80) return first;
    const more = LEADS.findIndex(([mask, mark]) => (lead & mask) === mark) + 1;
    if (more === 0) throw this.#fault(`Invalid UTF-8 start byte 0x${lead.toString(16)}`);
    for (let taken = 0; taken < more; taken += 1) {
      const byte = this.#take()?.charCodeAt(0);
      if (byte === undefined) throw this.#ended(' in VALUE_STRING');
      if ((byte & 0xc0) !== 0x80) throw this.#fault(`Invalid UTF-8 middle byte 0x${byte.toString(16)}`);
    }
    return this.#bytes.toString('utf8', this.#next - more - 1, this.#next);
  }

  /** Takes what looks like a token, with the character behind it. */
  #unrecognised(begun: string): Fault {
    let token = begun;
    for (let byte = this.#take(); byte !== undefined; byte = this.#take()) {
      const char = this.#restOfCharacter(byte);
      if (!IDENTIFIER_PART.test(char)) break;
      token += char;
      if (token.length >= LONGEST_TOKEN) {
        token += '...';
        break;
      }
    }
    return this.#fault(`Unrecognized token '${token}': was expecting ${TOKENS}`);
  }

  #needed({ kind }: Scope): string {
    const char = this.#skipSpace();
    if (char === undefined) throw this.#ended(` within/between ${kind} entries`);
    return char;
  }

  #skipSpace(): string | undefined {
    for (;;) {
      const char = this.#take();
      if (char === undefined || char > ' ') return char;
      if (char === '\n' || (char === '\r' && this.#peek() !== '\n')) {
        this.#row += 1;
        this.#rowStart = this.#next;
      } else if (char !== ' ' && char !== '\t' && char !== '\r') {
        const allowed = 'only regular white space (\\r, \\n, \\t) is allowed between tokens';
        throw this.#fault(`Illegal character (${described(char)}): ${allowed}`);
      }
    }
  }

  #skip(pattern: RegExp, most = Infinity): boolean {
    let skipped = 0;
    for (; skipped < most && pattern.test(this.#peek() ?? ''); skipped += 1) this.#next += 1;
    return skipped > 0;
  }

  #peek(): string | undefined {
    const byte = this.#bytes[this.#next];
    return byte === undefined ? undefined : String.fromCharCode(byte);
  }

  #take(): string | undefined {
    const char = this.#peek();
    if (char !== undefined) this.#next += 1;
    return char;
  }

  #unexpected(comment: string): Fault {
    const char = String.fromCharCode(this.#bytes[this.#next - 1] ?? 0);
    return this.#fault(`Unexpected character (${described(char)}): ${comment}`, -1);
  }

  #mismatched(char: string, { kind, start }: Scope): Fault {
    const expected = kind === 'Array' ? ']' : '}';
    return this.#fault(
      `Unexpected close marker '${char}': expected '${expected}' (for ${kind} starting at ${start})`,
      -1,
    );
  }

  #ended(where: string): Fault {
    return this.#fault(`Unexpected end-of-input${where}`);
  }

  /** @param from where the fault is, counted from the byte that would be taken next */
  #fault(words: string, from = 0): Fault {
    return new Fault(`${words}\n at ${this.#place(from)}`);
  }

  #place(from: number): string {
    const column = this.#next + from - this.#rowStart + 1;
    return `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${this.#row}, column: ${column}]`;
  }
}

function described(char: string): string {
  const code = char.charCodeAt(0);
  const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
  return isControl ? `(CTRL-CHAR, code ${code})` : `'${char}' (code ${code})`;
}
