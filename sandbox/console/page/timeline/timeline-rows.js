import { inLanes } from './lanes.js';
import { percentOf } from './time-scale.js';
import { endOf, isBearer, partsOf, stageOf } from '../token-story.js';

/**
 * What the time line shows, in per cent of its width and numbers of lanes.
 * @typedef {import('../../shown-state.ts').SandboxState} SandboxState
 * @typedef {import('../../shown-state.ts').TokenState} TokenState
 * @typedef {import('./time-scale.js').Range} Range
 * @typedef {{ part: string, left: number, width: number, hasRoom: boolean }} BarPart in per cent of the bar
 * @typedef {{ token: TokenState, client: string, stage: string, left: number, width: number, lane: number, thin: boolean,
 *   endsHere: boolean, parts: BarPart[] }} Bar
 * @typedef {{ client: string, lanes: number, thinLanes: number, next: number | null, bars: Bar[] }} Row
 */

/** Pixels that two bars of a lane are apart. */
const GAP_PIXELS = 3;
/** Pixels that a token's short id takes. */
const ID_PIXELS = 54;
/** Pixels that a bar takes of its lane, however short it lives: as bars.css draws it. */
const LEAST_PIXELS = 6;
const LEAST_THIN_PIXELS = 10;
/** Pixels of a thin bar beside which its end can be told from the bar. */
const END_PIXELS = 24;

/**
 * A row for each client: its tokens one after the other, and those that revoke in thin lanes beneath.
 * @param {SandboxState} state
 * @param {number} now
 * @param {Range} range
 * @param {number} pixels width of a row
 * @returns {Row[]}
 */
export function rowsOf({ clients, tokens }, now, range, pixels) {
  const long = tokens.filter(({ kind }) => kind === 'long');
  const known = new Set(clients.map(({ clientId }) => clientId));
  const others = [...new Set(long.map(({ clientId }) => clientId))].filter((clientId) => !known.has(clientId));
  const rows = [
    ...clients.map(({ name, clientId, nextRotationAt }) => ({ name, clientId, next: nextRotationAt })),
    ...others.map((clientId) => ({ name: clientId, clientId, next: null })),
  ];
  return rows.map(({ name, clientId, next }) => {
    const own = long.filter((token) => token.clientId === clientId);
    const thick = barsOf(
      own.filter((token) => !isBearer(token)),
      { client: name, thin: false, now, range, pixels },
    );
    const thin = barsOf(own.filter(isBearer), { client: name, thin: true, now, range, pixels });
    return {
      client: name,
      lanes: lanesOf(thick, 1),
      thinLanes: lanesOf(thin, 0),
      next: next === null || !isWithin(Date.parse(next), range) ? null : percentOf(Date.parse(next), range),
      bars: [...thick, ...thin],
    };
  });
}

/**
 * @param {readonly TokenState[]} tokens
 * @param {{ client: string, thin: boolean, now: number, range: Range, pixels: number }} where
 * @returns {Bar[]}
 */
function barsOf(tokens, { client, thin, now, range, pixels }) {
  const pixel = (range.to - range.from) / pixels;
  const least = (thin ? LEAST_THIN_PIXELS : LEAST_PIXELS) * pixel;
  const spans = tokens
    .map((token) => ({
      token,
      from: Date.parse(token.issuedAt),
      end: token.state === 'live' ? Math.max(now, endOf(token)) : endOf(token),
    }))
    .filter(({ from, end }) => from < range.to && end > range.from)
    .map(({ token, from, end }) => ({ token, from, to: Math.max(end, from + least) }))
    .toSorted((one, other) => one.from - other.from);
  return inLanes(spans, GAP_PIXELS * pixel).map(({ span: { token, from, to }, lane }) => {
    const left = percentOf(from, range);
    const right = percentOf(to, range);
    return {
      token,
      client,
      stage: stageOf(token),
      left,
      width: right - left,
      lane,
      thin,
      endsHere: token.state !== 'live' && endOf(token) <= range.to && (!thin || to - from > END_PIXELS * pixel),
      parts: partsIn(token, now, { from: Math.max(from, range.from), to: Math.min(to, range.to) }, 1 / pixel),
    };
  });
}

/**
 * @param {TokenState} token
 * @param {number} now
 * @param {Range} bar the part of the token's life that is shown
 * @param {number} scale pixels per millisecond
 * @returns {BarPart[]}
 */
function partsIn(token, now, bar, scale) {
  return partsOf(token, now)
    .filter(({ from, to }) => to > bar.from && from < bar.to)
    .map(({ part, from, to }) => {
      const left = percentOf(from, bar);
      const width = percentOf(to, bar) - left;
      return { part, left, width, hasRoom: (width / 100) * (bar.to - bar.from) * scale > ID_PIXELS };
    });
}

/** @param {readonly Bar[]} bars @param {number} least */
function lanesOf(bars, least) {
  return bars.reduce((most, { lane }) => Math.max(most, lane + 1), least);
}

/** @param {number} time @param {Range} range */
function isWithin(time, { from, to }) {
  return time >= from && time <= to;
}
