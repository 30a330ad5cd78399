import { inspect } from 'node:util';
import { expect } from '@jest/globals';
import { click2MailAuth, type Click2MailAuthOptions } from '../../functions/clients/click2mail-auth.ts';
import { TokenRotationError } from '../../functions/core/errors.ts';
import { CLIENT_ID } from './observed-api.ts';
import { canary } from './scripted-api.ts';

/** The three operations as a function would call them, with what they waited and warned of. */
export function authUnderTest(options: Partial<Click2MailAuthOptions> & Pick<Click2MailAuthOptions, 'baseUrl'>) {
  const waits: number[] = [];
  const warnings: { message: string; details: Readonly<Record<string, unknown>> }[] = [];
  const ignore = () => undefined;
  const auth = click2MailAuth({
    client: 'acme',
    clientId: CLIENT_ID,
    prove: () => Promise.resolve({ kind: 'client-secret', clientSecret: canary() }),
    clock: Date.now,
    remainingMs: () => 60_000,
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    log: {
      info: ignore,
      error: ignore,
      unaccounted: ignore,
      warn: (message, details = {}) => void warnings.push({ message, details }),
    },
    ...options,
  });
  return { auth, waits, warnings };
}

export const REQUEST = { scopes: ['jobs:submit', 'templates:read'], ttlSeconds: 86_400 };

/** The error of a call that must fail, as one of ours. */
export async function failure(call: Promise<unknown>): Promise<TokenRotationError> {
  const error: unknown = await call.then(
    () => new Error('The call did not fail.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof TokenRotationError)) throw error;
  return error;
}

/** Expects that nothing of an error, however it is looked at, holds one of these values. */
export function expectSilentAbout(error: TokenRotationError, secrets: Iterable<string>): void {
  const everything = [
    inspect(error, { depth: 9, showHidden: true, getters: true }),
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    error.message,
    error.stack,
  ].join('\n');
  expect([...secrets].filter((secret) => everything.includes(secret)).map(({ length }) => length)).toEqual([]);
  expect(Object.getOwnPropertyNames(error)).not.toContain('cause');
}
