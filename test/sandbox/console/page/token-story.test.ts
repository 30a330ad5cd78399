import { describe, expect, test } from '@jest/globals';
import type { TokenState } from '../../../../sandbox/console/state.ts';
import { endOf, partsOf, stageOf } from '../../../../sandbox/console/page/token-story.js';
import { hour, iso, shownToken } from './shown-token.ts';

const BEARER = { versionId: null, currentFrom: null, scopes: ['tokens:revoke'] };

test.each<[string, Partial<TokenState>]>([
  ['current', {}],
  ['issued', { currentFrom: null }],
  ['grace', { supersededAt: iso(30) }],
  ['revoked', { state: 'revoked', revokedAt: iso(32), supersededAt: iso(30) }],
  ['expired', { state: 'expired' }],
  ['bearer', BEARER],
])('a token is %s', (stage, more) => {
  expect(stageOf(shownToken(more))).toBe(stage);
});

test.each<[string, Partial<TokenState>, number]>([
  ['at its expiry', {}, 100],
  ['when it was revoked', { state: 'revoked', revokedAt: iso(32) }, 32],
  ['when it is to be revoked', { supersededAt: iso(30), revocationDueAt: iso(32) }, 32],
  ['at its expiry, if that comes before', { supersededAt: iso(99), revocationDueAt: iso(101) }, 100],
])('a token ends %s', (_when, more, end) => {
  expect(endOf(shownToken(more))).toBe(hour(end));
});

describe('the parts of a life', () => {
  const parts = (more: Partial<TokenState>, now: number) =>
    partsOf(shownToken(more), hour(now)).map(({ part, from, to }) => [
      part,
      (from - hour(0)) / 3_600_000,
      (to - hour(0)) / 3_600_000,
    ]);

  test.each<[string, Partial<TokenState>, number, unknown[]]>([
    [
      'a token before it is current',
      { currentFrom: null },
      2,
      [
        ['issued', 0, 2],
        ['remaining', 2, 100],
      ],
    ],
    [
      'a current token',
      {},
      30,
      [
        ['issued', 0, 1],
        ['current', 1, 30],
        ['remaining', 30, 100],
      ],
    ],
    [
      'a token in its grace',
      { supersededAt: iso(30), revocationDueAt: iso(32) },
      31,
      [
        ['issued', 0, 1],
        ['current', 1, 30],
        ['grace', 30, 31],
        ['remaining', 31, 32],
      ],
    ],
    [
      'a token whose revocation is overdue',
      { supersededAt: iso(30), revocationDueAt: iso(32) },
      40,
      [
        ['issued', 0, 1],
        ['current', 1, 30],
        ['grace', 30, 40],
      ],
    ],
    [
      'a revoked token',
      { state: 'revoked', supersededAt: iso(30), revokedAt: iso(32) },
      60,
      [
        ['issued', 0, 1],
        ['current', 1, 30],
        ['grace', 30, 32],
      ],
    ],
    [
      'a token revoked without a grace',
      { state: 'revoked', currentFrom: iso(0), supersededAt: iso(9), revokedAt: iso(9) },
      60,
      [['current', 0, 9]],
    ],
    ['an expired token', { state: 'expired', currentFrom: iso(0) }, 200, [['current', 0, 100]]],
    ['a bearer', { ...BEARER, state: 'revoked', revokedAt: iso(1) }, 9, [['bearer', 0, 1]]],
  ])('of %s', (_which, more, now, expected) => {
    expect(parts(more, now)).toEqual(expected);
  });
});
