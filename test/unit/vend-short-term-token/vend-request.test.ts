import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidVendRequest, ScopeNotAllowed } from '../../../functions/core/errors.ts';
import { covers } from '../../../functions/core/scopes.ts';
import { narrowedScopes, readVendRequest } from '../../../functions/vend-short-term-token/vend-request.ts';

const aWord = fc.constantFrom('submit', 'read', 'write', '*');
const aScope = fc.tuple(fc.constantFrom('jobs', 'templates', 'tokens'), aWord).map(([area, word]) => `${area}:${word}`);
const someScopes = fc.uniqueArray(aScope, { minLength: 1, maxLength: 6 });

const ask = (scopes: readonly string[] | undefined) => ({ scopes, minimumLifetimeSeconds: 60 });

describe('what is granted', () => {
  test('never exceeds what the profile has, nor what was asked, in whatever order and repetition', () => {
    fc.assert(
      fc.property(someScopes, fc.array(aScope, { minLength: 1, maxLength: 8 }), (profile, asked) => {
        let granted: string[];
        try {
          granted = narrowedScopes({ client: 'acme', scopes: profile }, ask(asked));
        } catch (error) {
          expect(error).toBeInstanceOf(ScopeNotAllowed);
          expect(asked.some((scope) => !profile.some((one) => covers(one, scope)))).toBe(true);
          return;
        }
        for (const scope of granted) {
          expect(profile.some((one) => covers(one, scope))).toBe(true);
          expect(asked).toContain(scope);
        }
        expect(granted).toEqual(narrowedScopes({ client: 'acme', scopes: profile }, ask(asked.toReversed())));
        expect(granted.length).toBeGreaterThan(0);
      }),
    );
  });

  test('is the whole profile when nothing is asked', () => {
    expect(narrowedScopes({ client: 'acme', scopes: ['b:read', 'a:read'] }, ask(undefined))).toEqual([
      'a:read',
      'b:read',
    ]);
  });

  test('is never nothing: the API would then grant everything', () => {
    expect(() => narrowedScopes({ client: 'acme', scopes: [] }, ask(undefined))).toThrow(ScopeNotAllowed);
  });
});

describe('a request', () => {
  test.each([[undefined], [null], [{}]])('of %j asks for everything, with a minute of life', (payload) => {
    expect(readVendRequest(payload)).toEqual({ scopes: undefined, minimumLifetimeSeconds: 60 });
  });

  test('may narrow the scopes and ask for more life', () => {
    expect(readVendRequest({ scopes: ['jobs:submit'], minimum_lifetime_seconds: 600 })).toEqual({
      scopes: ['jobs:submit'],
      minimumLifetimeSeconds: 600,
    });
  });

  test.each([
    ['a list', ['jobs:submit'], 'JSON object'],
    ['text', 'jobs:submit', 'JSON object'],
    ['another field', { scope: 'jobs:submit' }, 'fields besides'],
    ['a field of the prototype', JSON.parse('{"__proto__":{"scopes":[]}}') as object, 'fields besides'],
    ['no scopes at all', { scopes: [] }, 'scopes'],
    ['scopes as text', { scopes: 'jobs:submit' }, 'scopes'],
    ['a scope that is none', { scopes: ['jobs submit'] }, 'scopes'],
    ['too many scopes', { scopes: Array(51).fill('jobs:submit') }, 'scopes'],
    ['more life than a token has', { minimum_lifetime_seconds: 900 }, 'minimum_lifetime_seconds'],
    ['negative life', { minimum_lifetime_seconds: -1 }, 'minimum_lifetime_seconds'],
    ['life as text', { minimum_lifetime_seconds: '60' }, 'minimum_lifetime_seconds'],
    ['life that is no number', { minimum_lifetime_seconds: null }, 'minimum_lifetime_seconds'],
  ])('with %s is refused by its name', (_what, payload, text) => {
    expect(() => readVendRequest(payload)).toThrow(InvalidVendRequest);
    expect(() => readVendRequest(payload)).toThrow(text);
  });

  test('of whatever else is refused with the one error, or asks for what it says', () => {
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        try {
          expect(readVendRequest(payload).minimumLifetimeSeconds).toBeLessThanOrEqual(840);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidVendRequest);
        }
      }),
    );
  });
});
