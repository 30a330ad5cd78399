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

  test('a refusal says what may be asked for, and repeats nothing that was asked', () => {
    const profile = { client: 'acme', scopes: ['jobs:submit', 'jobs:read'] };
    const refusals = [
      () => narrowedScopes(profile, ask(['my:secret'])),
      () => readVendRequest({ scopes: ['secret'] }, profile),
    ];
    for (const refused of refusals) {
      expect(refused).toThrow(/ The consumer may ask for jobs:submit, jobs:read\.$/);
      expect(refused).not.toThrow(/secret/);
    }
  });

  test('is never nothing: the API would then grant everything', () => {
    expect(() => narrowedScopes({ client: 'acme', scopes: [] }, ask(undefined))).toThrow(
      expect.objectContaining({ code: 'SCOPE_NOT_ALLOWED', client: 'acme' }),
    );
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

  test.each(['tok_st_1', 'urn:token=1@a~b+c', 'tok_eyJ.a.b', 'ab'.repeat(32)])(
    'may name a token that was refused: %s',
    (insteadOf) => {
      expect(readVendRequest({ instead_of: insteadOf })).toMatchObject({ insteadOf });
    },
  );

  test.each([
    ['a list', ['jobs:submit'], 'The request is to be a JSON object.'],
    ['text', 'jobs:submit', 'The request is to be a JSON object.'],
    ['another field', { scope: 'jobs:submit' }, 'The request has fields besides'],
    [
      'a field of the prototype',
      JSON.parse('{"__proto__":{"scopes":[]}}') as object,
      'The request has fields besides scopes, minimum_lifetime_seconds, instead_of.',
    ],
    ['no scopes at all', { scopes: [] }, "request's scopes"],
    ['scopes as text', { scopes: 'jobs:submit' }, "request's scopes"],
    ['a scope that is none', { scopes: ['jobs submit'] }, "request's scopes"],
    ['a scope with something before it', { scopes: ['+jobs:submit'] }, "request's scopes"],
    ['a scope with something behind it', { scopes: ['jobs:submit+'] }, "request's scopes"],
    ['too many scopes', { scopes: Array(51).fill('jobs:submit') }, "request's scopes"],
    ['more life than a token has', { minimum_lifetime_seconds: 900 }, "request's minimum_lifetime_seconds"],
    ['negative life', { minimum_lifetime_seconds: -1 }, "request's minimum_lifetime_seconds"],
    ['life as text', { minimum_lifetime_seconds: '60' }, "request's minimum_lifetime_seconds"],
    ['life that is no number', { minimum_lifetime_seconds: null }, "request's minimum_lifetime_seconds"],
    ['the refused token itself', { instead_of: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln' }, "request's instead_of"],
    ['a step up in a path', { instead_of: '..' }, "request's instead_of"],
  ])('with %s is refused by its name', (_what, payload, text) => {
    expect(() => readVendRequest(payload)).toThrow(InvalidVendRequest);
    expect(() => readVendRequest(payload)).toThrow(text);
  });

  test('without a consumer says nothing of what may be asked', () => {
    expect(() => readVendRequest({ scopes: [] })).toThrow(/leave it out for all\.$/);
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
