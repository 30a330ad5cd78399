import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { checked } from '../../../sandbox/aws/checked-input.ts';
import {
  blob,
  flag,
  integer,
  listOf,
  oneOf,
  patterned,
  sensitive,
  text,
  texts,
  unserved,
} from '../../../sandbox/aws/request-shape.ts';

const checking = (shape: v.GenericSchema, value: unknown) => () =>
  checked(v.object({ Field: shape }), { Field: value });

test.each<[string, unknown, v.GenericSchema, string]>([
  ['a number for a text', 5, text(0, 9), 'NUMBER_VALUE can not be converted to a String'],
  ['a text for a number', '5', integer(0, 9), 'STRING_VALUE can not be converted to an Integer'],
  ['a fraction', 1.5, integer(0, 9), 'DECIMAL_VALUE can not be converted to an Integer'],
  ['a text for a flag', 'true', flag, 'STRING_VALUE can not be converted to a Boolean'],
  ['a flag for a map', true, v.record(v.string(), v.string()), 'TRUE_VALUE can not be converted to a Map'],
  ['a list for a text', [], text(0, 9), 'START_ARRAY can not be converted to a String'],
  [
    'a map of other things',
    { a: false },
    v.record(v.string(), v.string()),
    'FALSE_VALUE can not be converted to a String',
  ],
  ['a map for a list', {}, texts({ least: 0, most: 9 }), 'START_OBJECT can not be converted to a List'],
  ['text that is not base64', '*', blob(0, 9), 'Field is not base64'],
])('%s is a SerializationException', (_what, value, shape, message) => {
  expect(checking(shape, value)).toThrow(expect.objectContaining({ name: 'SerializationException', message }));
});

test('what is null is absent, wherever it stands', () => {
  const request = v.object({
    Text: v.optional(text(1, 9)),
    Flag: flag,
    Items: v.array(v.object({ Key: text(1, 9), Value: v.optional(text(1, 9)) })),
  });
  const input = { Text: null, Flag: null, Items: [{ Key: 'a', Value: null }] };
  expect(checked(request, input)).toEqual({ Flag: false, Items: [{ Key: 'a' }] });
});

test('a member that the shape does not name is left out, and one that is not served is refused by name', () => {
  const request = v.object({ Known: flag, Unserved: unserved });
  expect(checked(request, { Unknown: 1 })).toEqual({ Known: false });
  expect(() => checked(request, { Unserved: [] }, 'ValidationError')).toThrow(
    expect.objectContaining({ name: 'ValidationError', message: 'The sandbox does not serve the parameter Unserved.' }),
  );
});

test('everything that does not fit is told at once, under the name of the protocol', () => {
  const request = v.object({
    Short: text(1, 9),
    Long: text(0, 2),
    Small: integer(1, 9),
    Large: integer(0, 8),
    Kind: oneOf(['A', 'B']),
    Missing: text(1, 9),
    Both: patterned(3, 9, /[ab]*/),
  });
  const input = { Short: '', Long: 'abc', Small: 0, Large: 9, Kind: 'C', Both: 'c' };
  expect(() => checked(request, input, 'ValidationError')).toThrow(
    expect.objectContaining({
      name: 'ValidationError',
      message:
        "8 validation errors detected: Value '' at 'short' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value 'abc' at 'long' failed to satisfy constraint: Member must have length less than or equal to 2; " +
        "Value '0' at 'small' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
        "Value '9' at 'large' failed to satisfy constraint: Member must have value less than or equal to 8; " +
        "Value 'C' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [A, B]; " +
        "Value at 'missing' failed to satisfy constraint: Member must not be null; " +
        "Value 'c' at 'both' failed to satisfy constraint: Member must have length greater than or equal to 3; " +
        "Value 'c' at 'both' failed to satisfy constraint: Member must satisfy regular expression pattern: [ab]*",
    }),
  );
});

const NESTED = listOf(v.object({ Values: texts({ least: 1, most: 2 }, 1, 2) }), 0, 2);
const EACH =
  'Member must satisfy constraint: [Member must have length less than or equal to 2, ' +
  'Member must have length greater than or equal to 1, Member must not be null]';

test.each<[string, v.GenericSchema, unknown, string]>([
  [
    'an item of a list by its number from one on, with a small first letter',
    v.array(v.object({ TagKey: text(1, 3) })),
    [{ TagKey: 'a' }, { TagKey: 'long' }],
    "Value 'long' at 'field.2.member.tagKey' failed to satisfy constraint: Member must have length less than or equal to 3",
  ],
  [
    'a list of texts as a whole, where one of them does not fit',
    texts({ least: 1, most: 2 }),
    ['a', 'long'],
    `Value '[a, long]' at 'field' failed to satisfy constraint: ${EACH}`,
  ],
  [
    'a list within a list',
    NESTED,
    [{ Values: ['a'] }, { Values: [''] }],
    `Value '[]' at 'field.2.member.values' failed to satisfy constraint: ${EACH}`,
  ],
  [
    'a list that is too short',
    NESTED,
    [{ Values: [] }],
    "Value '[]' at 'field.1.member.values' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'a list of structures without its value',
    NESTED,
    [{ Values: ['a'] }, { Values: ['a'] }, { Values: ['a'] }],
    "Value at 'field' failed to satisfy constraint: Member must have length less than or equal to 2",
  ],
  [
    'a blob without its value',
    blob(3, 9),
    'YQ==',
    "Value at 'field' failed to satisfy constraint: Member must have length greater than or equal to 3",
  ],
  [
    'a sensitive value without it, optional or not',
    v.optional(sensitive(text(1, 5))),
    'hunter2',
    "Value at 'field' failed to satisfy constraint: Member must have length less than or equal to 5",
  ],
  [
    'a text of which only a part follows the pattern',
    patterned(0, 9, /[ab]*/),
    'abc',
    "Value 'abc' at 'field' failed to satisfy constraint: Member must satisfy regular expression pattern: [ab]*",
  ],
])('A violation names %s', (_what, shape, value, violation) => {
  expect(checking(shape, value)).toThrow(`1 validation error detected: ${violation}`);
});
