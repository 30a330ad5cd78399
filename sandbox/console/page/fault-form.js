import { byId, element } from './element.js';
import { faultSentence } from './faults.js';
import { renderList } from './keyed-list.js';
import { giveOrder } from './order.js';
import { stageOf } from './token-story.js';

/** @typedef {import('../shown-state.ts').SandboxState} SandboxState */

const EVERY_CALL = ['service', 'operation', 'functionName', 'nth', 'times'];

/** What each kind of fault does, and what can be said of it. @type {Readonly<Record<string, { does: string, fields: readonly string[] }>>} */
const KINDS = {
  refuse: {
    does: 'The call is answered with the status. A 429 or 503 of the API has the seconds as its Retry-After.',
    fields: ['status', 'code', 'seconds', ...EVERY_CALL],
  },
  throttle: {
    does: 'The call is answered as when asked too often. The seconds are its Retry-After.',
    fields: ['code', 'seconds', ...EVERY_CALL],
  },
  delay: { does: 'The call waits for the seconds, then it is served.', fields: ['seconds', ...EVERY_CALL] },
  'lose-answer': {
    does: 'The call is served, and the connection is closed without an answer.',
    fields: EVERY_CALL,
  },
  oversize: { does: 'The Click2Mail API answers with a mebibyte and does nothing.', fields: EVERY_CALL },
  kill: { does: 'The process of the function that calls is ended.', fields: ['afterActing', ...EVERY_CALL] },
  'revoke-at-api': {
    does: 'The token is revoked at the API at once, behind the stack’s back. The sweep asks about once an hour, and finds it dead.',
    fields: ['tokenId'],
  },
};

const NUMBERS = ['status', 'seconds', 'nth', 'times'];

/** The operations that a fault can name, by service. @type {Readonly<Record<string, readonly string[]>>} */
let operations = {};

/** The functions and tokens that a fault can be ordered for. @param {SandboxState} state */
export function drawFaultForm({ clients, functions, tokens }) {
  fillSelect('functionName', [{ value: '', text: 'any' }, ...functions.map((name) => ({ value: name, text: name }))]);
  const names = new Map(clients.map(({ clientId, name }) => [clientId, name]));
  const live = tokens.filter(({ kind, state }) => kind === 'long' && state === 'live');
  fillSelect(
    'tokenId',
    live.map((token) => ({
      value: token.id,
      text: `${names.get(token.clientId) ?? token.clientId}, ${stageOf(token)}: ${token.id}`,
    })),
  );
}

export function watchFaultForm() {
  const form = byId('fault-form', HTMLFormElement);
  field('kind').append(...Object.keys(KINDS).map((kind) => option({ value: kind, text: kind })));
  field('kind').addEventListener('change', showFields);
  field('service').addEventListener('change', suggestOperations);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const order = orderIn(form);
    void giveOrder(/** @type {HTMLButtonElement} */ (form.querySelector('[type=submit]')), {
      path: '/api/faults',
      body: order,
      meanwhile: 'Ordering the fault …',
      after: ({ revoked }) =>
        revoked === undefined
          ? `A fault is ordered: ${faultSentence(order)}.`
          : `${String(revoked)} is revoked at the API, and the stack does not know.`,
    });
  });
  showFields();
  void askForOperations();
}

/** What was filled in of what the kind has. @param {HTMLFormElement} form @returns {Record<string, string | number | boolean>} */
function orderIn(form) {
  /** @type {Record<string, string | number | boolean>} */
  const order = {};
  for (const [name, value] of new FormData(form)) {
    if (name === 'afterActing') order[name] = true;
    else if (value !== '') order[name] = NUMBERS.includes(name) ? Number(value) : String(value);
  }
  return order;
}

/** Only what the kind has is shown, and sent. */
function showFields() {
  const { does, fields } = KINDS[field('kind').value] ?? { does: '', fields: [] };
  byId('fault-hint', HTMLParagraphElement).textContent = does;
  for (const control of byId('fault-form', HTMLFormElement).elements) {
    const label = control.closest('label');
    if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement)) continue;
    if (label === null || control.name === 'kind') continue;
    control.disabled = !fields.includes(control.name);
    label.hidden = control.disabled;
  }
}

async function askForOperations() {
  const answer = await fetch('/api/faults');
  operations = /** @type {{ operations: typeof operations }} */ (await answer.json()).operations;
  const services = ['', ...Object.keys(operations)].map((name) => ({ value: name, text: name || 'any' }));
  fillSelect('service', services);
  suggestOperations();
}

function suggestOperations() {
  const service = field('service').value;
  const names = service === '' ? Object.values(operations).flat() : (operations[service] ?? []);
  const options = [...new Set(names)].map((name) => option({ value: name, text: name }));
  byId('operations', HTMLDataListElement).replaceChildren(...options);
}

/** @param {string} name @param {readonly { value: string, text: string }[]} options */
function fillSelect(name, options) {
  renderList(field(name), options, { key: ({ value }) => value, create: option, fill: relabel });
}

/** @param {string} name @returns {HTMLSelectElement} */
function field(name) {
  const found = byId('fault-form', HTMLFormElement).elements.namedItem(name);
  if (!(found instanceof HTMLSelectElement)) throw new TypeError(`The form has no ${name}.`);
  return found;
}

/** @param {{ value: string, text: string }} content */
function option({ value, text }) {
  return element('option', { value }, text);
}

/** @param {HTMLOptionElement} made @param {{ text: string }} content */
function relabel(made, { text }) {
  made.textContent = text;
}
