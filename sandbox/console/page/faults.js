import { byId, element } from './element.js';
import { renderList } from './keyed-list.js';
import { giveOrder } from './order.js';

/**
 * @typedef {import('../shown-state.ts').SandboxState} SandboxState
 * @typedef {import('../shown-state.ts').FaultState} FaultState
 */

const KINDS = ['refuse', 'throttle', 'delay', 'lose-answer', 'oversize', 'kill'];

/** The services, and the operations of theirs that the functions call. */
const OPERATIONS = {
  click2mail: ['issueLongTermToken', 'issueShortTermToken', 'revokeToken'],
  secretsmanager: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage', 'RotateSecret'],
  kms: ['Sign', 'GetPublicKey', 'Decrypt'],
  lambda: ['Invoke'],
  sts: ['AssumeRole', 'GetCallerIdentity'],
};

/** The faults that stand, and the functions that one can be ordered for. @param {SandboxState} state */
export function drawFaults({ faults, clients }) {
  const items = faults.map((fault, index) => ({ fault, index }));
  renderList(byId('faults', HTMLUListElement), items.length === 0 ? [null] : items, {
    key: (item) => (item === null ? '' : String(item.index)),
    create: () => element('li'),
    fill: (line, item) => {
      line.classList.toggle('quiet', item === null);
      line.replaceChildren(...(item === null ? ['No fault is ordered.'] : described(item.fault)));
    },
  });
  const functions = clients.map(({ rotationFunctionArn }) => rotationFunctionArn.split(':').at(-1) ?? '');
  renderList(select('functionName'), ['', ...functions], {
    key: (name) => name,
    create: (name) => option(name),
    fill: () => undefined,
  });
}

export function watchFaultForm() {
  const form = byId('fault-form', HTMLFormElement);
  select('kind').append(...KINDS.map(option));
  select('service').append(...['', ...Object.keys(OPERATIONS)].map(option));
  select('service').addEventListener('change', suggestOperations);
  suggestOperations();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = [...new FormData(form)].filter(([, value]) => value !== '');
    const order = Object.fromEntries(fields.map(([name, value]) => [name, name === 'times' ? Number(value) : value]));
    void giveOrder(/** @type {HTMLButtonElement} */ (form.querySelector('[type=submit]')), {
      path: '/api/faults',
      body: order,
      meanwhile: 'Ordering the fault …',
      after: () => `A fault is ordered: ${sentence(order)}.`,
    });
  });
  const clear = byId('clear-faults', HTMLButtonElement);
  clear.addEventListener('click', () => {
    void giveOrder(clear, {
      method: 'DELETE',
      path: '/api/faults',
      meanwhile: 'Clearing the faults …',
      after: () => 'No fault is ordered any more.',
    });
  });
}

function suggestOperations() {
  const service = select('service').value;
  const all = Object.entries(OPERATIONS).filter(([name]) => service === '' || name === service);
  byId('operations', HTMLDataListElement).replaceChildren(...all.flatMap(([, names]) => names.map(option)));
}

/** @param {FaultState} fault */
function described(fault) {
  const { struck, times = 1 } = fault;
  return [element('span', {}, sentence(fault)), element('span', { class: 'quiet' }, `struck ${struck} of ${times}`)];
}

/** @param {{ [Field in keyof FaultState]?: unknown }} fault */
function sentence({ kind, service, operation, functionName, nth }) {
  const where = [service, operation].filter((part) => part !== undefined).join(' ') || 'any call';
  const of = functionName === undefined ? '' : ` by ${String(functionName)}`;
  return `${String(kind)} ${where}${of}${nth === undefined ? '' : `, from the ${String(nth)}. on`}`;
}

/** @param {string} name */
function select(name) {
  const found = byId('fault-form', HTMLFormElement).elements.namedItem(name);
  if (!(found instanceof HTMLSelectElement)) throw new TypeError(`The form has no ${name}.`);
  return found;
}

/** @param {string} value */
function option(value) {
  return element('option', { value }, value === '' ? 'any' : value);
}
