import { describe, expect, test } from '@jest/globals';
import { extentOf } from '../../../../sandbox/console/page/timeline/extent.js';
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

test('everything reaches from the first token to the last expiry, or to the rotation after it', () => {
  const gone = shownToken({ issuedAt: iso(-90), state: 'revoked', revokedAt: iso(-80), expiresAt: iso(400) });
  const short = shownToken({ kind: 'short', issuedAt: iso(-99), expiresAt: iso(300) });
  const extent = (...tokens: TokenState[]) => extentOf(stateOf(...tokens), hour(50));
  expect(extent(gone, short, first, second)).toEqual({ earliest: hour(-90), latest: hour(140) });
  expect(extent(gone)).toEqual({ earliest: hour(-90), latest: hour(60) });
  expect(extentOf({ clients: [], tokens: [] }, hour(50))).toEqual({ earliest: hour(50), latest: hour(50) });
});

describe('a bar that is drawn wider than it lasted', () => {
  const brief = (id: string, from: number) =>
    shownToken({ id, state: 'revoked', issuedAt: iso(from), currentFrom: iso(from), revokedAt: iso(from + 0.01) });
  const lanes = (from: number, pixels: number) =>
    rowsOf(stateOf(brief('tok_lt_one', 10), brief('tok_lt_two', from)), hour(50), RANGE, pixels)[0]?.bars.map(
      ({ lane }) => lane,
    );

  test('keeps its lane for as much as is drawn, however narrow the page', () => {
    expect([lanes(10.8, 1000), lanes(11, 1000)]).toEqual([
      [0, 1],
      [0, 0],
    ]);
    expect([lanes(12.5, 300), lanes(13.2, 300)]).toEqual([
      [0, 1],
      [0, 0],
    ]);
  });

  test('of a bearer shows its end only where that can be told from the bar', () => {
    const bearer = { ...brief('tok_lt_bearer', 10), versionId: null, currentFrom: null, scopes: ['tokens:revoke'] };
    const longer = { ...bearer, revokedAt: iso(20) };
    const ends = (token: TokenState) => rows(token)[0]?.bars.map(({ thin, endsHere }) => [thin, endsHere]);
    expect([ends(bearer), ends(longer)]).toEqual([[[true, false]], [[true, true]]]);
  });
});

test('lanes of bars that have ended are used again, however many there were at once', () => {
  const many = [10, 11, 12, 13].map((from) =>
    shownToken({ id: `tok_lt_${from}`, state: 'revoked', issuedAt: iso(from), revokedAt: iso(from + 8) }),
  );
  const later = shownToken({ id: 'tok_lt_later', issuedAt: iso(30) });
  expect(rows(...many, later)[0]?.bars.map(({ lane }) => lane)).toEqual([0, 1, 2, 3, 0]);
});

test('clients of the API that are none of the stack have a row, too', () => {
  expect(rows(second, shownToken({ clientId: 'c2m_mine' })).map(({ client, next }) => [client, next])).toEqual([
    ['acme', 60],
    ['c2m_mine', null],
  ]);
});
