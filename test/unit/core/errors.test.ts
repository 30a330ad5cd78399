import { describe, expect, test } from '@jest/globals';
import * as errors from '../../../functions/core/errors.ts';

const SUBJECT = { client: 'acme', versionId: '22222222-2222-4222-8222-222222222222' };

describe('an error', () => {
  test('shows a logger nothing but code, client and version', () => {
    const refused = new errors.TokenRefused('no', { ...SUBJECT, status: 401, apiCode: 'invalid_token' });
    expect(Object.keys(refused).toSorted()).toEqual(['client', 'code', 'versionId']);
    const outage = new errors.TokenApiUnavailable('no', { client: 'acme', mayHaveIssued: true, retryAfterSeconds: 3 });
    expect(Object.keys(outage).toSorted()).toEqual(['client', 'code']);
    expect(outage.mayHaveIssued).toBe(true);
    expect(outage.retryAfterSeconds).toBe(3);
  });

  test('has its class as its name, and no cause', () => {
    const error = new errors.SecretNotStored('no', SUBJECT);
    expect(error.name).toBe('SecretNotStored');
    expect(error).not.toHaveProperty('cause');
  });

  test('says invalid token only for a 401 with that code', () => {
    const refused = (status: number, apiCode: string) => new errors.TokenRefused('no', { status, apiCode });
    expect(refused(401, 'invalid_token').isInvalidToken).toBe(true);
    expect(refused(403, 'insufficient_scope').isInvalidToken).toBe(false);
    expect(refused(401, 'unknown code').isInvalidToken).toBe(false);
  });
});

test('every error class has a code of its own', () => {
  const { TokenRotationError: _base, failure: _failure, ...classesByName } = errors;
  const classes = Object.values(classesByName) as unknown as (new (
    message: string,
    subject: object,
  ) => errors.TokenRotationError)[];
  const codes = classes.map((ErrorClass) => new ErrorClass('text', {}).code);
  expect(new Set(codes).size).toBe(classes.length);
  expect(codes.every((code) => /^[A-Z_]+$/.test(code))).toBe(true);
  expect(classes.map((ErrorClass) => new ErrorClass('text', {}).name)).toEqual(Object.keys(classesByName));
});
