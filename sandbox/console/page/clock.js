import { byId } from './element.js';
import { giveOrder } from './order.js';
import { dateTime, exactTime } from './times.js';

/** Shows the sandbox's time as it goes on. @param {() => number} now epoch milliseconds */
export function showClock(now) {
  const shown = byId('now', HTMLTimeElement);
  const tick = () => {
    if (Number.isNaN(now())) return;
    shown.textContent = exactTime(now());
    shown.dateTime = new Date(now()).toISOString();
  };
  setInterval(tick, 250);
}

export function watchClockButtons() {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
    document.querySelectorAll('[data-advance-seconds]')
  )) {
    button.addEventListener('click', () => {
      const { advanceSeconds, span } = button.dataset;
      void giveOrder(button, {
        path: '/api/clock',
        body: { advanceSeconds: Number(advanceSeconds) },
        meanwhile: `Moving the clock by ${span}; what becomes due on the way runs first …`,
        after: ({ now }) => `The clock was moved by ${span}: it is ${dateTime(String(now))}.`,
      });
    });
  }
}

/** Whether the sandbox answers. @param {boolean} isConnected */
export function showConnection(isConnected) {
  const connection = byId('connection', HTMLSpanElement);
  const text = isConnected ? 'live' : 'not reachable';
  // Said only when it changes.
  if (connection.textContent !== text) connection.textContent = text;
  connection.dataset['live'] = String(isConnected);
}
