import { byId, element } from './element.js';
import { renderList } from './keyed-list.js';
import { dateTime, span } from './times.js';

/**
 * @typedef {import('../shown-state.ts').SandboxState} SandboxState
 * @typedef {import('../shown-state.ts').AlarmState} AlarmState
 * @typedef {import('../shown-state.ts').NotificationState} NotificationState
 */

/** How urgent a state is, the most urgent first, and what it is called. */
const STATES = /** @type {const} */ ({
  ALARM: ['in alarm', 'failed'],
  INSUFFICIENT_DATA: ['without data', 'running'],
  OK: ['OK', 'succeeded'],
});

/** Which alarms are on, above everything else; the others only when they are asked for. @param {SandboxState} state @param {number} now */
export function drawAlarms({ alarms, notifications }, now) {
  const shortName = shorten(alarms);
  const firing = alarms.filter(({ state }) => state === 'ALARM');
  byId('alarms-panel', HTMLElement).classList.toggle('firing', firing.length > 0);
  byId('alarms-summary', HTMLParagraphElement).textContent = summaryOf(alarms);
  renderList(
    byId('alarms-firing', HTMLUListElement),
    firing.map((alarm) => ({ ...alarm, shown: shortName(alarm.name), lasted: span(now - Date.parse(alarm.since)) })),
    { key: ({ name }) => name, create: () => element('li'), fill: fillFiring },
  );
  const all = Object.keys(STATES).flatMap((name) =>
    alarms.filter(({ state }) => state === name).map((alarm) => ({ ...alarm, shown: shortName(alarm.name) })),
  );
  renderList(byId('alarms', HTMLTableSectionElement), all, {
    key: ({ name }) => name,
    create: () => element('tr'),
    fill: (row, { name, shown, state, since, reason }) =>
      row.replaceChildren(
        element('td', {}, statePill(state)),
        element('th', { scope: 'row', title: name }, shown),
        element('td', { class: 'time' }, dateTime(since)),
        element('td', { class: 'reason' }, reason),
      ),
  });
  drawNotifications(notifications.map((told) => ({ ...told, shown: shortName(told.alarm) })));
}

/** An alarm's name without its stack's, where all alarms are of one stack. @param {readonly AlarmState[]} alarms */
function shorten(alarms) {
  const [stack, ...others] = new Set(alarms.map(({ name }) => `${name.split('/')[0] ?? ''}/`));
  return (/** @type {string} */ name) =>
    stack !== undefined && others.length === 0 && name.startsWith(stack) ? name.slice(stack.length) : name;
}

/** @param {readonly AlarmState[]} alarms */
function summaryOf(alarms) {
  if (alarms.length === 0) return 'The stacks have none.';
  const counts = Object.entries(STATES).map(([name, [words]]) => ({
    words,
    count: alarms.filter(({ state }) => state === name).length,
  }));
  const [only, ...others] = counts.filter(({ count }) => count > 0);
  if (only !== undefined && others.length === 0) return `All ${only.count} are ${only.words}.`;
  return counts.flatMap(({ words, count }) => (count === 0 ? [] : [`${count} ${words}`])).join(', ');
}

/** @param {HTMLElement} item @param {AlarmState & { readonly lasted: string, readonly shown: string }} alarm */
function fillFiring(item, { name, shown, since, lasted, description }) {
  item.replaceChildren(
    element('strong', { title: name }, shown),
    element('span', { class: 'quiet' }, `since ${dateTime(since)}, for ${lasted}`),
    element('p', {}, description),
  );
}

/** What was told, the newest first. @param {readonly (NotificationState & { readonly shown: string })[]} notifications */
function drawNotifications(notifications) {
  const newestFirst = notifications.map((told, index) => ({ ...told, index })).toReversed();
  renderList(byId('notifications', HTMLTableSectionElement), newestFirst.length === 0 ? [null] : newestFirst, {
    key: (told) => (told === null ? '' : `${told.at} ${told.alarm} ${told.topic}`),
    create: () => element('tr'),
    fill: (row, told) => {
      if (told === null) {
        row.replaceChildren(element('td', { colspan: '5', class: 'quiet' }, 'No alarm has told anybody anything.'));
        return;
      }
      const { shown, state, at, topic, recipients, error, message } = told;
      row.replaceChildren(
        element('td', {}, statePill(state)),
        element('th', { scope: 'row', title: message }, shown),
        element('td', { class: 'time' }, dateTime(at)),
        error === null
          ? element('td', {}, recipients.join(', ') || 'nobody subscribed')
          : element('td', { class: 'bad' }, error),
        element('td', { class: 'arn', title: topic }, topic.split(':').at(-1) ?? topic),
      );
    },
  });
}

/** @param {AlarmState['state']} state */
function statePill(state) {
  const [words, look] = STATES[state];
  return element('span', { class: `state ${look}` }, words);
}
