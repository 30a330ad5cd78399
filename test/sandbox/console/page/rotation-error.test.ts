import { expect, test } from '@jest/globals';
import { readableError } from '../../../../sandbox/console/page/rotation-error.js';

const FAILURE = { errorType: 'TokenRefused', errorMessage: 'The API refused.', trace: ['TokenRefused: …', 'at there'] };

test.each([
  ['a function’s failure', `createSecret: ${JSON.stringify(FAILURE)}`, 'createSecret: The API refused. (TokenRefused)'],
  ['what is no JSON', 'createSecret: {no JSON}', 'createSecret: {no JSON}'],
  ['another reason', 'Rotation was turned off before setSecret.', 'Rotation was turned off before setSecret.'],
])('%s is told in a sentence', (_what, error, expected) => {
  expect(readableError(error)).toBe(expected);
});
