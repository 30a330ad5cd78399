import { Fault, JsonCursor } from './json-cursor.ts';
import { readLiteral, readNumber, readString, TOKENS, unrecognised } from './json-scalars.ts';

/** What is open at a place in a JSON text, and where it began. */
interface Scope {
  readonly kind: 'Array' | 'Object';
  readonly start: string;
  /** Whether something stands in it already, so that a comma must come. */
  begun: boolean;
}

const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };
const IDENTIFIER_START = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;

/**
 * Finds the first fault of a JSON text and says it in the words of Jackson 2, which Lambda repeats.
 * https://github.com/FasterXML/jackson-core (UTF8StreamJsonParser). Recorded of Lambda are the kinds "Unrecognized token",
 * "Unexpected character" and "Invalid UTF-8"; the rest is Jackson's.
 */
export class JacksonReader {
  readonly #cursor: JsonCursor;
  readonly #scopes: Scope[] = [];

  constructor(bytes: Buffer) {
    this.#cursor = new JsonCursor(bytes);
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
    const cursor = this.#cursor;
    const scope = this.#scopes.at(-1);
    let char = cursor.skipSpace();
    if (char === undefined) {
      if (scope === undefined) throw cursor.fault('No content to map due to end-of-input');
      throw cursor.ended(`: expected close marker for ${scope.kind} (start marker at ${scope.start})`);
    }
    if (char === ']' || char === '}') {
      if (scope?.kind === (char === ']' ? 'Array' : 'Object')) {
        this.#scopes.pop();
        return;
      }
      if (scope !== undefined) throw this.#mismatched(char, scope);
    }
    if (scope?.begun === true) {
      if (char !== ',') throw cursor.unexpected(`was expecting comma to separate ${scope.kind} entries`);
      char = this.#needed(scope);
    }
    if (scope !== undefined) scope.begun = true;
    if (scope?.kind === 'Object') {
      this.#readName(char, scope);
      char = this.#needed(scope);
    }
    this.#readValue(char, scope);
  }

  #readName(char: string, scope: Scope): void {
    const cursor = this.#cursor;
    if (char !== '"') throw cursor.unexpected('was expecting double-quote to start field name');
    readString(cursor, 'name');
    if (this.#needed(scope) === ':') return;
    throw cursor.unexpected('was expecting a colon to separate field name and value');
  }

  #readValue(char: string, scope: Scope | undefined): void {
    const cursor = this.#cursor;
    const literal = LITERALS[char];
    if (char === '"') readString(cursor, 'string value');
    else if (char === '[' || char === '{') {
      this.#scopes.push({ kind: char === '[' ? 'Array' : 'Object', start: cursor.place(-1), begun: false });
    } else if (char === '-' || /\d/.test(char)) readNumber(cursor);
    else if (literal !== undefined) readLiteral(cursor, literal);
    else if (char === ',' || char === '}' || (char === ']' && scope?.kind === 'Array')) {
      throw cursor.unexpected('expected a value');
    } else if (IDENTIFIER_START.test(char)) throw unrecognised(cursor, char);
    else throw cursor.unexpected(`expected a valid value ${TOKENS}`);
  }

  #needed({ kind }: Scope): string {
    const char = this.#cursor.skipSpace();
    if (char === undefined) throw this.#cursor.ended(` within/between ${kind} entries`);
    return char;
  }

  #mismatched(char: string, { kind, start }: Scope): Fault {
    const expected = kind === 'Array' ? ']' : '}';
    const words = `Unexpected close marker '${char}': expected '${expected}' (for ${kind} starting at ${start})`;
    return this.#cursor.fault(words, -1);
  }
}
