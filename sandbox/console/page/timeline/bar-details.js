import { byId, element } from '../element.js';
import { dateTime, relative } from '../times.js';
import { stageOf } from '../token-story.js';

/** @typedef {import('../../shown-state.ts').SandboxState} SandboxState */

const APART = 8;

/**
 * Shows what is known of a token beside its bar while the bar is hovered or focused, and lets the arrow keys go from bar
 * to bar.
 * @param {HTMLElement} timeline
 * @param {() => { state: SandboxState | undefined, now: number }} current
 */
export function watchBars(timeline, current) {
  const details = byId('bar-details', HTMLDivElement);
  /** @param {Element | null} bar */
  const show = (bar) => {
    const { state, now } = current();
    const content = bar instanceof HTMLElement && state !== undefined ? describe(bar, state, now) : undefined;
    details.hidden = content === undefined;
    for (const described of timeline.querySelectorAll('[aria-describedby]')) {
      if (described !== bar) described.removeAttribute('aria-describedby');
    }
    if (content === undefined || !(bar instanceof HTMLElement)) return;
    details.replaceChildren(content);
    bar.setAttribute('aria-describedby', details.id);
    place(details, bar);
  };
  const focused = () => timeline.querySelector('.bar:focus');
  timeline.addEventListener('pointerover', ({ target }) => show(barOf(target) ?? focused()));
  timeline.addEventListener('pointerleave', ({ relatedTarget }) => {
    if (relatedTarget !== details) show(focused());
  });
  details.addEventListener('pointerleave', () => show(focused()));
  timeline.addEventListener('focusin', ({ target }) => show(barOf(target)));
  timeline.addEventListener('focusout', () => show(null));
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') show(null);
  });
  timeline.addEventListener('keydown', (event) => move(timeline, event));
}

/**
 * Tab stops at one bar only: where it was last, or at the newest.
 * @param {HTMLElement} timeline
 */
export function keepOneTabStop(timeline) {
  const bars = barsIn(timeline);
  if (bars.some((bar) => bar.tabIndex === 0)) return;
  const stop = bars.find((bar) => bar.dataset['stage'] === 'current') ?? bars[0];
  if (stop !== undefined) stop.tabIndex = 0;
}

/** @param {HTMLElement} timeline @param {KeyboardEvent} event */
function move(timeline, event) {
  const bars = barsIn(timeline);
  const from = bars.findIndex((bar) => bar === event.target);
  const target = goal(event.key, from, bars);
  if (from === -1 || target === undefined) return;
  event.preventDefault();
  for (const bar of bars) bar.tabIndex = bar === target ? 0 : -1;
  target.focus();
}

/**
 * @param {string} key
 * @param {number} from
 * @param {readonly HTMLButtonElement[]} bars
 */
function goal(key, from, bars) {
  const row = (/** @type {HTMLElement} */ bar) => bar.closest('.row');
  const here = bars[from];
  if (here === undefined) return undefined;
  switch (key) {
    case 'ArrowRight':
      return bars[from + 1];
    case 'ArrowLeft':
      return bars[from - 1];
    case 'ArrowDown':
      return bars.slice(from).find((bar) => row(bar) !== row(here));
    case 'ArrowUp':
      return bars.slice(0, from).findLast((bar) => row(bar) !== row(here));
    case 'Home':
      return bars[0];
    case 'End':
      return bars.at(-1);
    default:
      return undefined;
  }
}

/** @param {HTMLElement} timeline */
function barsIn(timeline) {
  return [...timeline.querySelectorAll('button')];
}

/** @param {EventTarget | null} target */
function barOf(target) {
  return target instanceof Element ? target.closest('.bar') : null;
}

/** @param {HTMLElement} bar @param {SandboxState} state @param {number} now */
function describe(bar, state, now) {
  const token = state.tokens.find(({ id }) => id === bar.dataset['token']);
  if (token === undefined) return undefined;
  const client = state.clients.find(({ clientId }) => clientId === token.clientId);
  const facts = [
    ['Client', client?.name ?? token.clientId],
    ['State', stageOf(token)],
    ...(token.versionId === null ? [] : [['Version', token.versionId]]),
    ['Grant', token.grant],
    ['Scopes', token.scopes.join(', ')],
    ['Issued', dateTime(token.issuedAt)],
    ...(token.currentFrom === null ? [] : [['Current from', dateTime(token.currentFrom)]]),
    ...(token.supersededAt === null ? [] : [['Superseded', dateTime(token.supersededAt)]]),
    ...(token.revocationDueAt === null || token.state !== 'live'
      ? []
      : [['Revocation due', `${dateTime(token.revocationDueAt)} (${relative(token.revocationDueAt, now)})`]]),
    token.revokedAt === null
      ? [
          token.state === 'expired' ? 'Expired' : 'Expires',
          `${dateTime(token.expiresAt)} (${relative(token.expiresAt, now)})`,
        ]
      : ['Revoked', `${dateTime(token.revokedAt)} (${relative(token.revokedAt, now)})`],
  ];
  return element(
    'div',
    {},
    element('strong', { class: 'mono' }, token.id),
    element(
      'dl',
      {},
      ...facts.flatMap(([name = '', value = '']) => [element('dt', {}, name), element('dd', {}, value)]),
    ),
  );
}

/** Beneath the bar, or above it where there is no room; never outside the window. @param {HTMLElement} details @param {HTMLElement} bar */
function place(details, bar) {
  const at = bar.getBoundingClientRect();
  const { width, height } = details.getBoundingClientRect();
  const most = document.documentElement.clientWidth - width - APART;
  const beneath = at.bottom + APART;
  const top = beneath + height < window.innerHeight ? beneath : Math.max(APART, at.top - APART - height);
  details.style.left = `${Math.max(APART, Math.min(at.left, most))}px`;
  details.style.top = `${top}px`;
}
