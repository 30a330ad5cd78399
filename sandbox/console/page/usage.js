import { byId, element } from './element.js';
import { renderList } from './keyed-list.js';
import { dateTime } from './times.js';

/** @typedef {import('../shown-state.ts').SandboxState} SandboxState */

const MOST_DENIED_SHOWN = 50;

/** What each consumer was vended. @param {SandboxState} state */
export function drawVends({ vends }) {
  const body = byId('vends', HTMLTableSectionElement);
  renderList(body, vends.length === 0 ? [null] : vends, {
    key: (vend) => vend?.consumer ?? '',
    create: () => element('tr'),
    fill: (row, vend) => {
      if (vend === null) return row.replaceChildren(nothing('The stack has no consumers.', 7));
      row.replaceChildren(
        element('th', { scope: 'row' }, vend.consumer),
        element('td', {}, vend.client),
        element('td', { class: 'number' }, String(vend.vended)),
        element('td', { class: 'number' }, String(vend.exchanged)),
        element('td', { class: 'number' }, String(vend.failed)),
        element('td', { class: 'time' }, dateTime(vend.lastAt)),
        element('td', { class: 'bad' }, vend.lastError ?? ''),
      );
    },
  });
}

/** Calls that the policies do not allow, newest first. @param {SandboxState} state */
export function drawDenied({ denied }) {
  const body = byId('denied', HTMLTableSectionElement);
  const newestFirst = denied
    .map((call, index) => ({ ...call, index }))
    .toReversed()
    .slice(0, MOST_DENIED_SHOWN);
  renderList(body, newestFirst.length === 0 ? [null] : newestFirst, {
    key: (call) => (call === null ? '' : `${call.at} ${call.principal} ${call.action} ${call.resource} ${call.index}`),
    create: () => element('tr'),
    fill: (row, call) => {
      if (call === null) return row.replaceChildren(nothing('No call has been denied.', 4));
      row.replaceChildren(
        element('td', { class: 'time' }, dateTime(call.at)),
        element('td', { class: 'arn', title: call.principal }, sessionOf(call.principal)),
        element('td', {}, call.action),
        element('td', { class: 'arn', title: call.resource }, lastOf(call.resource)),
      );
    },
  });
}

/** @param {string} text @param {number} columns */
function nothing(text, columns) {
  return element('td', { colspan: String(columns), class: 'quiet' }, text);
}

/** A role's name and its session's. @param {string} arn */
function sessionOf(arn) {
  return lastOf(arn).replace(/^assumed-role\//, '');
}

/** The telling end of an ARN. @param {string} arn */
function lastOf(arn) {
  return arn.startsWith('arn:') ? arn.split(':').slice(5).join(':') : arn;
}
