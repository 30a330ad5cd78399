import { openSync, readSync } from 'node:fs';

/**
 * Makes `Date` tell the sandbox's time. The offset is read anew each time somebody asks, so that a move of the clock
 * is seen at once, in the middle of an invocation too.
 * @param {string} clockFile holds the offset from the machine's time in milliseconds, as one little-endian double
 */
export function moveDate(clockFile) {
  const file = openSync(clockFile, 'r');
  const offset = new Float64Array(1);
  const machineNow = Date.now;

  const now = () => {
    readSync(file, offset, 0, 8, 0);
    return machineNow() + /** @type {number} */ (offset[0]);
  };

  const MovedDate = new Proxy(Date, {
    construct: (date, args, newTarget) =>
      /** @type {Date} */ (Reflect.construct(date, args.length === 0 ? [now()] : args, newTarget)),
    apply: (date) => new date(now()).toString(),
  });
  Date.now = now;
  Reflect.set(Date.prototype, 'constructor', MovedDate);
  globalThis.Date = MovedDate;
}
