import { byId, element } from './element.js';
import { renderList } from './keyed-list.js';
import { giveOrder } from './order.js';

/**
 * @typedef {import('../shown-state.ts').SandboxState} SandboxState
 * @typedef {import('../shown-state.ts').FaultState} FaultState
 */

/** The faults that stand. @param {SandboxState} state */
export function drawFaults({ faults }) {
  const items = faults.map((fault, index) => ({ fault, index }));
  renderList(byId('faults', HTMLUListElement), items.length === 0 ? [null] : items, {
    key: (item) => (item === null ? '' : String(item.index)),
    create: () => element('li'),
    fill: (line, item) => {
      line.classList.toggle('quiet', item === null);
      line.replaceChildren(...(item === null ? ['No fault is ordered.'] : described(item.fault)));
    },
  });
}

export function watchClearing() {
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

/** @param {FaultState} fault */
function described(fault) {
  const { struck, times = 1 } = fault;
  return [
    element('span', {}, faultSentence(fault)),
    element('span', { class: 'quiet struck' }, `struck ${struck} of ${times}`),
  ];
}

/**
 * What a fault does, to which calls.
 * @param {{ [Field in keyof FaultState]?: unknown }} fault
 */
export function faultSentence({ kind, service, operation, functionName, nth, status, code, seconds, afterActing }) {
  const where = [service, operation].filter((part) => part !== undefined).join(' ') || 'any call';
  const more = [
    status === undefined ? '' : `with ${String(status)}`,
    code === undefined ? '' : `as ${String(code)}`,
    seconds === undefined ? '' : `${String(seconds)} s`,
    afterActing === true ? 'after it took effect' : '',
    nth === undefined || nth === 1 ? '' : `from matching call ${String(nth)} on`,
  ].filter((part) => part !== '');
  const of = functionName === undefined ? '' : ` by ${String(functionName)}`;
  return [`${String(kind)} ${where}${of}`, ...more].join(', ');
}
