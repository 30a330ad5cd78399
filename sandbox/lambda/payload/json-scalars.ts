import { described, type Fault, type JsonCursor } from './json-cursor.ts';

/** What may stand where a value is expected. */
export const TOKENS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

// Java also counts what it ignores within identifiers.
// oxlint-disable-next-line no-control-regex -- these are characters that a payload may have
const IDENTIFIER_PART = /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}\p{Cf}\u0000-\u0008\u000e-\u001b\u007f-\u009f]/u;
const LONGEST_TOKEN = 256;

/** Reads `true`, `false` or `null`, of which the first letter was taken. @throws Fault */
export function readLiteral(cursor: JsonCursor, literal: string): void {
  for (let matched = 1; matched < literal.length; matched += 1) {
    if (cursor.peek() !== literal[matched]) throw unrecognised(cursor, literal.slice(0, matched));
    cursor.take();
  }
  const after = cursor.peek();
  if (after !== undefined && IDENTIFIER_PART.test(after)) throw unrecognised(cursor, literal);
}

/** Takes what looks like a token, with the character behind it. */
export function unrecognised(cursor: JsonCursor, begun: string): Fault {
  let token = begun;
  for (let byte = cursor.take(); byte !== undefined; byte = cursor.take()) {
    const char = cursor.restOfCharacter(byte);
    if (!IDENTIFIER_PART.test(char)) break;
    token += char;
    if (token.length >= LONGEST_TOKEN) {
      token += '...';
      break;
    }
  }
  return cursor.fault(`Unrecognized token '${token}': was expecting ${TOKENS}`);
}

/** Reads a number, of which the first character was taken. @throws Fault */
export function readNumber(cursor: JsonCursor): void {
  if (cursor.last === '-') readDigit(cursor, 'expected digit (0-9) to follow minus sign, for valid numeric value');
  if (cursor.last === '0' && /\d/.test(cursor.peek() ?? '')) {
    throw cursor.fault('Invalid numeric value: Leading zeroes not allowed');
  }
  cursor.takeWhile(/\d/);
  if (cursor.takeWhile(/\./, 1)) {
    readDigit(cursor, 'Decimal point not followed by a digit');
    cursor.takeWhile(/\d/);
  }
  if (cursor.takeWhile(/[eE]/, 1)) {
    cursor.takeWhile(/[+-]/, 1);
    readDigit(cursor, 'Exponent indicator not followed by a digit');
    cursor.takeWhile(/\d/);
  }
}

function readDigit(cursor: JsonCursor, comment: string): void {
  const char = cursor.take();
  if (char === undefined) throw cursor.ended(' in a Number value');
  if (!/\d/.test(char)) {
    throw cursor.fault(`Unexpected character (${described(char)}) in numeric value: ${comment}`, -1);
  }
}

/** Reads a string, of which the opening quote was taken. @throws Fault */
export function readString(cursor: JsonCursor, what: 'name' | 'string value'): void {
  for (;;) {
    const char = cursor.take();
    if (char === undefined) {
      throw cursor.ended(what === 'name' ? `: was expecting closing '"' for name` : ' in VALUE_STRING');
    }
    if (char === '"') return;
    if (char === '\\') readEscape(cursor);
    else if (char < ' ') {
      const words = `has to be escaped using backslash to be included in ${what}`;
      throw cursor.fault(`Illegal unquoted character (${described(char)}): ${words}`);
    } else cursor.restOfCharacter(char);
  }
}

function readEscape(cursor: JsonCursor): void {
  const char = cursor.take();
  if (char === undefined) throw cursor.ended(' in character escape sequence');
  if (!'bfnrtu"/\\'.includes(char)) throw cursor.fault(`Unrecognized character escape ${described(char)}`);
  for (let digits = char === 'u' ? 4 : 0; digits > 0; digits -= 1) {
    const digit = cursor.take();
    if (digit === undefined) throw cursor.ended(' in character escape sequence');
    if (!/[\da-fA-F]/.test(digit)) throw cursor.unexpected('expected a hex-digit for character escape sequence');
  }
}
