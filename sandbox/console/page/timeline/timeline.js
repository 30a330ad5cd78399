import { element } from '../element.js';
import { renderList } from '../keyed-list.js';
import { percentOf, ticks } from './time-scale.js';
import { rowsOf } from './timeline-rows.js';

/**
 * @typedef {import('./timeline-rows.js').Bar} Bar
 * @typedef {import('./timeline-rows.js').Row} Row
 * @typedef {import('../../shown-state.ts').SandboxState} SandboxState
 */

const PIXELS_PER_TICK = 84;
const PIXELS_PER_LABEL = 62;

/**
 * Draws the time line: an axis, and for each client a bar for each of its tokens.
 * @param {HTMLElement} timeline
 * @param {SandboxState} state
 * @param {number} now
 * @param {import('./time-scale.js').Range} range
 */
export function drawTimeline(timeline, state, now, range) {
  const marks = ticks(range, timeline.clientWidth / PIXELS_PER_TICK).map(({ at, label }) => ({
    at,
    label,
    left: percentOf(at, range),
  }));
  const present = now >= range.from && now <= range.to ? percentOf(now, range) : null;
  const rows = rowsOf(state, now, range, timeline.querySelector('.bars')?.clientWidth ?? timeline.clientWidth);
  renderList(timeline, [{ name: '', row: undefined }, ...rows.map((row) => ({ name: row.client, row }))], {
    key: ({ name }) => `row ${name}`,
    create: ({ row }) => (row === undefined ? newAxis() : newRow(row)),
    fill: (line, { row }) => {
      if (row !== undefined) fillRow(line, row);
    },
  });
  for (const track of timeline.querySelectorAll('.grid')) {
    drawGrid(/** @type {HTMLElement} */ (track), marks, present);
  }
}

function newAxis() {
  return element('div', { class: 'axis', 'aria-hidden': 'true' }, element('div', { class: 'grid' }));
}

/** @param {Row} row */
function newRow({ client }) {
  const grid = element('div', { class: 'grid', 'aria-hidden': 'true' });
  const bars = element('ul', { class: 'bars', 'aria-label': `Tokens of ${client}` });
  const next = element('span', { class: 'next', title: 'Next rotation at the latest', 'aria-hidden': 'true' });
  return element(
    'div',
    { class: 'row' },
    element('h3', {}, client),
    element('span', { class: 'bearers quiet', 'aria-hidden': 'true' }, 'bearers'),
    element('div', { class: 'track' }, grid, bars, next),
  );
}

/** @param {HTMLElement} line @param {Row} row */
function fillRow(line, { lanes, thinLanes, next, bars }) {
  line.style.setProperty('--lanes', String(lanes));
  line.style.setProperty('--thin-lanes', String(thinLanes));
  /** @type {HTMLElement} */ (line.querySelector('.bearers')).hidden = thinLanes === 0;
  const diamond = /** @type {HTMLElement} */ (line.querySelector('.next'));
  diamond.hidden = next === null;
  diamond.style.left = `${next ?? 0}%`;
  renderList(/** @type {HTMLElement} */ (line.querySelector('.bars')), bars, {
    key: ({ token }) => token.id,
    create: () => element('li', {}, element('button', { type: 'button', class: 'bar', tabindex: '-1' })),
    fill: fillBar,
  });
}

/** @param {HTMLElement} item @param {Bar} bar */
function fillBar(item, { token, client, stage, left, width, lane, thin, endsHere, parts }) {
  const button = /** @type {HTMLButtonElement} */ (item.firstElementChild);
  button.className = `bar ${stage}${thin ? ' thin' : ''}${endsHere ? ' ends' : ''}`;
  button.dataset['token'] = token.id;
  button.dataset['stage'] = stage;
  // What is to be read on it comes first, so that it can be asked for by voice.
  button.setAttribute('aria-label', `${shortId(token.id)}, ${stage}, token of ${client}`);
  button.style.left = `${left}%`;
  button.style.width = `${width}%`;
  button.style.setProperty('--lane', String(lane));
  button.replaceChildren(
    ...parts.map((part) => {
      const made = element('span', { class: `part ${part.part}` });
      if (part.part === 'current' && part.hasRoom) made.textContent = shortId(token.id);
      made.style.left = `${part.left}%`;
      made.style.width = `${part.width}%`;
      return made;
    }),
  );
}

/** @param {string} tokenId */
function shortId(tokenId) {
  return tokenId.slice(-6);
}

/** @param {HTMLElement} grid @param {readonly { at: number, label: string, left: number }[]} marks @param {number | null} present */
function drawGrid(grid, marks, present) {
  const isAxis = grid.parentElement?.classList.contains('axis') === true;
  const lines = [
    ...marks.map((mark) => ({
      ...mark,
      kind: 'tick',
      text: isAxis && hasRoom(mark.left, present, grid.clientWidth) ? mark.label : '',
    })),
    ...(present === null ? [] : [{ at: 0, left: present, kind: 'present', text: isAxis ? 'now' : '' }]),
  ];
  renderList(grid, lines, {
    key: ({ at, kind }) => `${kind} ${at}`,
    create: ({ kind }) => element('span', { class: kind }),
    fill: (line, { text, left }) => {
      line.style.left = `${left}%`;
      line.textContent = text;
    },
  });
}

/**
 * Whether a label fits between its mark and what is to the right of it: the sign of now, or the edge.
 * @param {number} left
 * @param {number | null} present
 * @param {number} width of the axis, in pixels
 */
function hasRoom(left, present, width) {
  const needed = (PIXELS_PER_LABEL / width) * 100;
  const toPresent = (present ?? Infinity) - left;
  return left + needed <= 100 && (toPresent > needed * 1.25 || toPresent < -needed / 3);
}
