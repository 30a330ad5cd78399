const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const MONTH = 30.4 * DAY;

/** How much of what is shown lies ahead of now, where it is not everything. */
const AHEAD = 0.2;

/** How much is free before and after everything. */
const MARGIN = 0.03;

/** @typedef {{ readonly from: number, readonly to: number }} Range Epoch milliseconds. */

/**
 * The time that is shown.
 * @param {string} choice `all`, or a number of days
 * @param {{ now: number, earliest: number, latest: number, shift: number }} where `earliest` and `latest` for everything;
 * `shift` in halves of what is shown, into the future
 * @returns {Range}
 */
export function rangeOf(choice, { now, earliest, latest, shift }) {
  if (choice === 'all') {
    const margin = Math.max(DAY, latest - earliest) * MARGIN;
    return { from: earliest - margin, to: Math.max(latest, earliest + DAY) + margin };
  }
  const past = Number(choice) * DAY;
  const whole = past / (1 - AHEAD);
  const from = now - past + (shift * whole) / 2;
  return { from, to: from + whole };
}

/**
 * Where a time lies in the range, in per cent of it; what is outside is cut off.
 * @param {number} time
 * @param {Range} range
 */
export function percentOf(time, { from, to }) {
  return Math.min(100, Math.max(0, ((time - from) / (to - from)) * 100));
}

const STEPS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY];
const MONTHS_PER_STEP = [1, 2, 3, 6, 12, 24, 60];

/**
 * Marks for an axis, at round times in UTC.
 * @param {Range} range
 * @param {number} most how many there may be
 * @returns {{ at: number, label: string }[]}
 */
export function ticks({ from, to }, most) {
  const widest = (to - from) / Math.max(1, most);
  const step = STEPS.find((one) => one >= widest);
  if (step === undefined) return monthTicks(from, to, widest);
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step).map((at) => ({
    at,
    label: at % DAY === 0 ? dayAndMonth(at) : new Date(at).toISOString().slice(11, 16),
  }));
}

/**
 * @param {number} from
 * @param {number} to
 * @param {number} widest
 */
function monthTicks(from, to, widest) {
  const step = MONTHS_PER_STEP.find((months) => months * MONTH >= widest) ?? 120;
  const start = new Date(from);
  const first = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth() + 1) / step) * step;
  const marks = [];
  for (let month = first; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12);
    if (at > to) return marks;
    marks.push({ at, label: monthAndYear(at) });
  }
}

/** @param {number} time */
function dayAndMonth(time) {
  return new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

/** @param {number} time */
function monthAndYear(time) {
  return new Date(time).toLocaleDateString('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
}
