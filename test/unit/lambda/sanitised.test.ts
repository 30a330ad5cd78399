import { expect, test } from '@jest/globals';
import { NotBootstrapped } from '../../../functions/core/errors.ts';
import { sanitised } from '../../../functions/lambda/sanitised.ts';

const SECRET = 'eyJhbGciOi.SECRET';

function named(error: Error, name: string): Error {
  return Object.assign(error, { name });
}

test('an error of ours is told as it is', () => {
  const error = new NotBootstrapped('There is no token yet.', { client: 'acme' });
  expect(sanitised(error)).toBe(error);
});

test('of any other only its name and its place are told', () => {
  expect(sanitised(new TypeError(SECRET)).message).toMatch(
    /^Unexpected TypeError at (?:file:\/\/)?\/\S+sanitised\.test\.ts:\d+:\d+\. This is a defect: please report it\.$/,
  );
});

test.each<[string, unknown]>([
  ['in its message', new Error(SECRET)],
  ['in a line of its message that looks like a frame', new Error(`bad line\n    at ${SECRET}`)],
  ['in one that looks like a frame of a function', new Error(`bad line\n    at send (${SECRET})`)],
  ['in one that ends like a place', new Error(`bad line\n    at ${SECRET}:1:2`)],
  ['in its name', named(new Error('no'), SECRET)],
  ['in its stack alone', Object.assign(new Error('no'), { stack: `Error: ${SECRET}\n    at ${SECRET}` })],
  ['in its cause', new Error('no', { cause: SECRET })],
  ['in what is no error', SECRET],
])('a secret %s is not repeated', (_where, thrown) => {
  const error = sanitised(thrown);
  expect(error).toMatchObject({ code: 'UNEXPECTED_FAILURE', name: 'UnexpectedFailure' });
  expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain('SECRET');
});
