import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidRotationEvent } from '../../../functions/core/errors.ts';
import { readRotationEvent } from '../../../functions/rotation/event.ts';

const EVENT = {
  Step: 'createSecret',
  SecretId: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:click2mail/acme-AbCdEf',
  ClientRequestToken: '22222222-2222-4222-8222-222222222222',
  RotationToken: 'b7c0a1f2-0000-4000-8000-000000000000',
};

test("Secrets Manager's event is read, and fields it adds are ignored", () => {
  expect(readRotationEvent({ ...EVENT, Later: true })).toEqual({
    step: 'createSecret',
    secretId: EVENT.SecretId,
    versionId: EVENT.ClientRequestToken,
  });
});

test.each([
  ['Step', { Step: 'create_secret' }],
  ['Step', { Step: undefined }],
  ['SecretId', { SecretId: undefined }],
  ['SecretId', { SecretId: 7 }],
  ['ClientRequestToken', { ClientRequestToken: '' }],
  ['ClientRequestToken', { ClientRequestToken: 'short' }],
])('an event whose %s is wrong is refused by its name', (field, change) => {
  expect(() => readRotationEvent({ ...EVENT, ...change })).toThrow(field);
});

test('whatever else comes is refused with the one error, which repeats nothing of the event', () => {
  fc.assert(
    fc.property(fc.anything(), (event) => {
      const error = catchError(() => readRotationEvent(event));
      expect(error).toBeInstanceOf(InvalidRotationEvent);
    }),
  );
  const secret = 'do-not-repeat-me-do-not-repeat-me';
  expect(catchError(() => readRotationEvent({ ...EVENT, Step: secret }))?.message).not.toContain(secret);
});

function catchError(work: () => unknown): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
