import { byId, element } from './element.js';
import { renderList } from './keyed-list.js';
import { readableError } from './rotation-error.js';
import { dateTime } from './times.js';

/**
 * @typedef {import('../shown-state.ts').SandboxState} SandboxState
 * @typedef {import('../shown-state.ts').RotationState} RotationState
 * @typedef {import('../shown-state.ts').StepState} StepState
 */

const MOST_SHOWN = 40;

/** The rotations, newest first; each opens to its steps and their calls. @param {SandboxState} state */
export function drawRotations({ rotations }) {
  const newestFirst = rotations.toReversed().slice(0, MOST_SHOWN);
  renderList(byId('rotations', HTMLOListElement), newestFirst, {
    key: ({ clientName, versionId, startedAt }) => `${clientName} ${versionId} ${startedAt}`,
    create: () => {
      const summary = element('summary');
      return element('li', {}, element('details', {}, summary, element('div', { class: 'steps' })));
    },
    fill: fillRotation,
  });
  const left = rotations.length - newestFirst.length;
  byId('rotations-more', HTMLParagraphElement).textContent =
    rotations.length === 0 ? 'None yet.' : left > 0 ? `${left} older ones are not listed.` : '';
}

/** @param {HTMLElement} item @param {RotationState} rotation */
function fillRotation(item, { clientName, versionId, startedAt, endedAt, outcome, error, steps }) {
  const outcomeName = outcome ?? 'running';
  item.dataset['version'] = versionId;
  item.dataset['outcome'] = outcomeName;
  item
    .querySelector('summary')
    ?.replaceChildren(
      element('span', { class: 'time' }, dateTime(startedAt)),
      element('strong', {}, clientName),
      element('span', { class: 'mono quiet', title: versionId }, versionId.slice(0, 8)),
      element('span', { class: `state ${outcomeName}` }, outcomeName),
      element(
        'span',
        { class: 'quiet took' },
        `${milliseconds(steps.reduce((sum, step) => sum + step.durationMs, 0))}, ${steps.length} step${steps.length === 1 ? '' : 's'}`,
      ),
    );
  item
    .querySelector('.steps')
    ?.replaceChildren(
      ...(error === null ? [] : [element('p', { class: 'trouble' }, readableError(error))]),
      stepTable(steps),
      element(
        'p',
        { class: 'quiet' },
        `Began ${startedAt}, ${endedAt === null ? 'goes on' : `ended ${endedAt}`}; version ${versionId}.`,
      ),
    );
}

/** @param {readonly StepState[]} steps */
function stepTable(steps) {
  const heads = ['Step', 'Took', 'Calls'].map((head) => element('th', { scope: 'col' }, head));
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...heads)),
    element(
      'tbody',
      {},
      ...steps.map(({ name, durationMs, calls }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, name),
          element('td', { class: 'number' }, milliseconds(durationMs)),
          element('td', {}, element('ol', { class: 'calls' }, ...calls.map(callItem))),
        ),
      ),
    ),
  );
}

/** @param {StepState['calls'][number]} call */
function callItem({ service, operation, status }) {
  const isBad = status === 0 || status >= 400;
  return element(
    'li',
    isBad ? { class: 'bad' } : {},
    `${service} `,
    element('strong', {}, operation),
    ` ${status === 0 ? 'no answer' : String(status)}`,
  );
}

/** @param {number} ms */
function milliseconds(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
