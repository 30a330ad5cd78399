import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JacksonReader } from '../../../sandbox/lambda/payload/jackson-reader.ts';
import { jsonFault } from '../../../sandbox/lambda/payload/json-fault.ts';

const at = (column: number, line = 1) =>
  `\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`;
const TOKENS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const START = at(1).trim().replace('at ', '');

test.each<[string, string | readonly number[], string]>([
  // Recorded of Lambda.
  ['a word', 'Hello World', `Unrecognized token 'Hello': was expecting ${TOKENS}${at(7)}`],
  ['a word alone', 'badbod', `Unrecognized token 'badbod': was expecting ${TOKENS}${at(7)}`],
  ['a single quote', "'test'", `Unexpected character (''' (code 39)): expected a valid value ${TOKENS}${at(1)}`],
  [
    'a byte that is no letter',
    [0xb7],
    `Unexpected character ('·' (code 183)): expected a valid value ${TOKENS}${at(1)}`,
  ],
  [
    'a name without quotes',
    '{client: 1}',
    `Unexpected character ('c' (code 99)): was expecting double-quote to start field name${at(2)}`,
  ],
  [
    'no comma',
    '{"a": 1 "b": 2}',
    `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries${at(9)}`,
  ],
  [
    'two dashes',
    '------WebKitFormBoundary',
    `Unexpected character ('-' (code 45)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value${at(2)}`,
  ],
  ['a letter and a byte of another', [0xc3, 0xa7], `Invalid UTF-8 start byte 0xa7${at(3)}`],
  ['a character that is broken off', [0xc3, 0xc3, 0x2d], `Invalid UTF-8 middle byte 0x2d${at(4)}`],
  // Jackson's.
  ['half an object', '{"name":', `Unexpected end-of-input within/between Object entries${at(9)}`],
  [
    'an open object',
    '{',
    `Unexpected end-of-input: expected close marker for Object (start marker at ${START})${at(2)}`,
  ],
  ['an open list', '[1', `Unexpected end-of-input: expected close marker for Array (start marker at ${START})${at(3)}`],
  ['an open text', '"abc', `Unexpected end-of-input in VALUE_STRING${at(5)}`],
  ['an open name', '{"abc', `Unexpected end-of-input: was expecting closing '"' for name${at(6)}`],
  ['a comma too many in a list', '[1,]', `Unexpected character (']' (code 93)): expected a value${at(4)}`],
  [
    'a comma too many in an object',
    '{"a":1,}',
    `Unexpected character ('}' (code 125)): was expecting double-quote to start field name${at(8)}`,
  ],
  ['another end', '[1}', `Unexpected close marker '}': expected ']' (for Array starting at ${START})${at(3)}`],
  [
    'no colon',
    '{"a" 1}',
    `Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value${at(6)}`,
  ],
  ['a literal misspelt', 'nul', `Unrecognized token 'nul': was expecting ${TOKENS}${at(4)}`],
  ['a literal and more', '[truest]', `Unrecognized token 'truest': was expecting ${TOKENS}${at(9)}`],
  ['a zero in front', '[012]', `Invalid numeric value: Leading zeroes not allowed${at(3)}`],
  [
    'no digit behind the point',
    '[1.x]',
    `Unexpected character ('x' (code 120)) in numeric value: Decimal point not followed by a digit${at(4)}`,
  ],
  [
    'no digit behind the exponent',
    '[1e+]',
    `Unexpected character (']' (code 93)) in numeric value: Exponent indicator not followed by a digit${at(5)}`,
  ],
  [
    'a line break in a text',
    '["a\nb"]',
    `Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value${at(5)}`,
  ],
  ['an escape that is none', String.raw`["\x"]`, `Unrecognized character escape 'x' (code 120)${at(5)}`],
  [
    'a control character',
    '[\u0001]',
    `Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens${at(3)}`,
  ],
  [
    'a fault on another line',
    '{\r\n  "a": 1,\n  b\n}',
    `Unexpected character ('b' (code 98)): was expecting double-quote to start field name${at(3, 3)}`,
  ],
  ['a text that is no UTF-8', [0x22, 0xff, 0x22], `Invalid UTF-8 start byte 0xff${at(3)}`],
])('%s is told in the words of Lambda', (_what, payload, fault) => {
  expect(jsonFault(Buffer.from(payload as string))).toBe(fault);
});

test('a long word is cut off', () => {
  expect(jsonFault(Buffer.from('x'.repeat(500)))).toContain(`Unrecognized token '${'x'.repeat(256)}...': was`);
});

test('what Lambda is not known to say of is told, too', () => {
  expect(jsonFault(Buffer.from('{} {}'))).toBe('The payload is not one JSON value.');
});

test.each(['{}', ' [1, -0.5e+3, true, false, null, "\\u00e9 é 日 😀"]\r\n', '"text"', '0', '{"a":{"b":[[],{}]}}'])(
  '%s is JSON',
  (payload) => {
    expect(jsonFault(Buffer.from(payload))).toBeUndefined();
  },
);

test('the reader finds no fault in any JSON', () => {
  fc.assert(
    fc.property(fc.json(), (payload) => {
      expect(new JacksonReader(Buffer.from(payload)).fault()).toBeUndefined();
    }),
  );
});
