import { expect, test } from '@jest/globals';
import { inLanes } from '../../../../sandbox/console/page/timeline/lanes.js';
import { rowsOf } from '../../../../sandbox/console/page/timeline/timeline-rows.js';
import type { SandboxState, TokenState } from '../../../../sandbox/console/state.ts';
import { hour, iso, shownToken } from './shown-token.ts';

const RANGE = { from: hour(0), to: hour(100) };

const stateOf = (...tokens: TokenState[]): SandboxState => ({
  now: iso(50),
  clients: [
    {
      name: 'acme',
      clientId: 'c2m_acme',
      grant: 'assertion',
      graceSeconds: 7200,
      secretArn: 'arn:secret',
      rotationFunctionArn: 'arn:function',
      nextRotationAt: iso(60),
      versions: [],
    },
  ],
  tokens,
  rotations: [],
  vends: [],
  denied: [],
  faults: [],
  functions: [],
  alarms: [],
  notifications: [],
});

const rows = (...tokens: TokenState[]) => rowsOf(stateOf(...tokens), hour(50), RANGE, 1000);
const first = shownToken({ id: 'tok_lt_first', state: 'revoked', supersededAt: iso(40), revokedAt: iso(42) });
const second = shownToken({ id: 'tok_lt_second', issuedAt: iso(40), currentFrom: iso(40), expiresAt: iso(140) });

test('spans that overlap lie in lanes of their own, others share one', () => {
  const spans = [
    [0, 10],
    [9, 20],
    [11, 30],
    [15, 16],
  ].map(([from = 0, to = 0]) => ({ from, to }));
  expect(inLanes(spans, 1).map(({ lane }) => lane)).toEqual([0, 1, 0, 2]);
});

test('a bar reaches from when its token was issued to its end, or to the edge', () => {
  const [row] = rows(first, second);
  expect(row).toMatchObject({ client: 'acme', lanes: 2, thinLanes: 0, next: 60 });
  expect(row?.bars).toMatchObject([
    { token: first, stage: 'revoked', left: 0, width: 42, lane: 0, endsHere: true },
    { token: second, stage: 'current', left: 40, width: 60, lane: 1, endsHere: false },
  ]);
});

test('the parts of a bar fill it', () => {
  const [bar] = rows(second)[0]?.bars ?? [];
  const parts = bar?.parts ?? [];
  expect(parts.map(({ part }) => part)).toEqual(['current', 'remaining']);
  expect(parts[0]?.width).toBeCloseTo(100 / 6);
  expect((parts[1]?.left ?? 0) + (parts[1]?.width ?? 0)).toBeCloseTo(100);
  expect(parts.map(({ hasRoom }) => hasRoom)).toEqual([true, true]);
});

test('what lies outside the range is not there', () => {
  const past = shownToken({ issuedAt: iso(-90), currentFrom: iso(-90), state: 'expired', expiresAt: iso(-1) });
  const future = shownToken({ issuedAt: iso(101), currentFrom: null, expiresAt: iso(200) });
  expect(rows(past, future)[0]?.bars).toEqual([]);
});

test('tokens that revoke lie in thin lanes, and short-term tokens nowhere', () => {
  const bearer = shownToken({
    id: 'tok_lt_bearer',
    versionId: null,
    currentFrom: null,
    scopes: ['tokens:revoke'],
    issuedAt: iso(41),
  });
  const [row] = rows(second, bearer, shownToken({ kind: 'short' }));
  expect(row).toMatchObject({ lanes: 1, thinLanes: 1 });
  expect(row?.bars.map(({ token, thin }) => [token.id, thin])).toEqual([
    ['tok_lt_second', false],
    ['tok_lt_bearer', true],
  ]);
});

test('clients of the API that are none of the stack have a row, too', () => {
  expect(rows(second, shownToken({ clientId: 'c2m_mine' })).map(({ client, next }) => [client, next])).toEqual([
    ['acme', 60],
    ['c2m_mine', null],
  ]);
});
