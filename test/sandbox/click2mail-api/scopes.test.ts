import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ApiError } from '../../../sandbox/click2mail-api/api-error.ts';
import { narrowScopes, scopeCovers, scopesCover } from '../../../sandbox/click2mail-api/scopes.ts';

const part = fc.constantFrom('jobs', 'job', 'tokens', 'submit', 'write', 'read');
const plain = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(':'));
const wildcard = plain.map((scope) => `${scope}:*`);
const scope = fc.oneof(plain, wildcard, fc.constant('*'));

describe('scope algebra', () => {
  test.each([
    ['*', 'jobs:submit', true],
    ['*', 'jobs:*', true],
    ['*', '*', true],
    ['jobs:*', 'jobs:submit', true],
    ['jobs:*', 'jobs:*', true],
    ['jobs:*', '*', false],
    ['jobs:*', 'jobs', false],
    ['jobs:*', 'jobs2:submit', false],
    ['jobs:*', 'templates:read', false],
    ['jobs:submit', 'jobs:submit', true],
    ['jobs:submit', 'jobs:*', false],
    ['jobs:submit', 'jobs:submit:all', false],
  ])('%s covers %s: %s', (granted, asked, covers) => {
    expect(scopeCovers(granted, asked)).toBe(covers);
  });

  test('covering is reflexive', () => {
    fc.assert(fc.property(scope, (a) => scopeCovers(a, a)));
  });

  test('covering is transitive', () => {
    fc.assert(
      fc.property(scope, scope, scope, (a, b, c) => !(scopeCovers(a, b) && scopeCovers(b, c)) || scopeCovers(a, c)),
    );
  });

  test('two scopes that cover each other are the same', () => {
    fc.assert(fc.property(scope, scope, (a, b) => !(scopeCovers(a, b) && scopeCovers(b, a)) || a === b));
  });

  test('a wildcard covers exactly what begins with it', () => {
    fc.assert(fc.property(wildcard, scope, (a, b) => scopeCovers(a, b) === b.startsWith(a.slice(0, -1))));
  });

  test('a scope without a wildcard covers only itself', () => {
    fc.assert(fc.property(plain, scope, (a, b) => scopeCovers(a, b) === (a === b)));
  });

  test('narrowing grants what was asked, or refuses it whole', () => {
    fc.assert(
      fc.property(fc.array(scope), fc.array(scope), (held, asked) => {
        const covered = asked.every((one) => scopesCover(held, one));
        const expected = covered ? [...new Set(asked)] : { status: 403, code: 'insufficient_scope' };
        expect(outcomeOf(() => narrowScopes(held, asked, 403))).toEqual(expected);
      }),
    );
  });

  test('narrowing never covers more than was held', () => {
    fc.assert(
      fc.property(fc.array(scope), fc.array(scope), scope, (held, asked, any) => {
        const covered = asked.filter((one) => scopesCover(held, one));
        const granted = narrowScopes(held, covered, 400);
        expect(scopesCover(granted, any) && !scopesCover(held, any)).toBe(false);
      }),
    );
  });

  test('asking for nothing in particular grants all that is held, asking for none grants none', () => {
    expect(narrowScopes(['jobs:*', 'tokens:revoke'], undefined, 403)).toEqual(['jobs:*', 'tokens:revoke']);
    expect(narrowScopes(['jobs:*'], [], 403)).toEqual([]);
  });
});

function outcomeOf(work: () => readonly string[]): unknown {
  try {
    return work();
  } catch (error) {
    const { status, code } = error as ApiError;
    return { status, code };
  }
}
