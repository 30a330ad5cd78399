import { expect, test } from '@jest/globals';
import { RequestFields } from '../../../sandbox/aws/request-fields.ts';

test.each<[string, unknown, (fields: RequestFields) => unknown, string]>([
  ['a number for a text', 5, (fields) => fields.text('Field'), 'NUMBER_VALUE can not be converted to a String'],
  [
    'a text for a number',
    '5',
    (fields) => fields.integer('Field', {}),
    'STRING_VALUE can not be converted to an Integer',
  ],
  ['a fraction', 1.5, (fields) => fields.integer('Field', {}), 'DECIMAL_VALUE can not be converted to an Integer'],
  ['a text for a flag', 'true', (fields) => fields.flag('Field'), 'STRING_VALUE can not be converted to a Boolean'],
  ['a flag for a map', true, (fields) => fields.map('Field'), 'TRUE_VALUE can not be converted to a Map'],
  ['a list for a map', [], (fields) => fields.map('Field'), 'START_ARRAY can not be converted to a Map'],
  [
    'a map of other things',
    { a: false },
    (fields) => fields.map('Field'),
    'FALSE_VALUE can not be converted to a String',
  ],
  ['a map for a list', {}, (fields) => fields.list('Field'), 'START_OBJECT can not be converted to a List'],
  ['text that is not base64', '*', (fields) => fields.blob('Field', {}), 'Field is not base64'],
])('%s is a SerializationException', (_what, value, read, message) => {
  expect(() => read(new RequestFields({ Field: value }))).toThrow(
    expect.objectContaining({ name: 'SerializationException', message }),
  );
});

test('what is absent or null is undefined, false, or empty', () => {
  const fields = new RequestFields({ Nothing: null });
  expect(fields.text('Nothing')).toBeUndefined();
  expect(fields.integer('Nothing', { min: 1 })).toBeUndefined();
  expect(fields.blob('Nothing', { min: 1 })).toBeUndefined();
  expect(fields.flag('Nothing')).toBe(false);
  expect(fields.list('Nothing')).toEqual([]);
  expect(fields.map('Nothing')).toEqual({});
  expect(() => fields.check()).not.toThrow();
});

test('everything that does not fit is told at once, under the name of the protocol', () => {
  const fields = new RequestFields({ Short: '', Long: 'abc', Small: 0, Large: 9, Kind: 'C' }, 'ValidationError');
  fields.text('Short', { min: 1 });
  fields.text('Long', { max: 2 });
  fields.integer('Small', { min: 1 });
  fields.integer('Large', { max: 8 });
  fields.choice('Kind', ['A', 'B']);
  fields.requiredBlob('Missing', {});
  expect(() => fields.check()).toThrow(
    expect.objectContaining({
      name: 'ValidationError',
      message:
        "6 validation errors detected: Value '' at 'short' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value 'abc' at 'long' failed to satisfy constraint: Member must have length less than or equal to 2; " +
        "Value '0' at 'small' failed to satisfy constraint: Member must have value greater than or equal to 1; " +
        "Value '9' at 'large' failed to satisfy constraint: Member must have value less than or equal to 8; " +
        "Value 'C' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [A, B]; " +
        "Value at 'missing' failed to satisfy constraint: Member must not be null",
    }),
  );
});
