const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Date and time in UTC, to the minute; a dash for nothing.
 * @param {string | number | null} time ISO 8601 or epoch milliseconds
 */
export function dateTime(time) {
  return time === null ? '–' : new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

/**
 * The same to the second.
 * @param {number} time epoch milliseconds
 */
export function exactTime(time) {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * A span of time in its two largest units.
 * @param {number} ms
 */
export function span(ms) {
  const rest = Math.abs(ms);
  if (rest < MINUTE) return `${Math.round(rest / SECOND)} s`;
  if (rest < HOUR) return `${Math.round(rest / MINUTE)} min`;
  if (rest < DAY) return both(rest, HOUR, 'h', MINUTE, 'min');
  return rest < 10 * DAY ? both(rest, DAY, 'd', HOUR, 'h') : `${Math.floor(rest / DAY)} d`;
}

/**
 * How far a time lies ahead or back.
 * @param {string | null} time
 * @param {number} now
 */
export function relative(time, now) {
  if (time === null) return '–';
  const ms = Date.parse(time) - now;
  return ms >= 0 ? `in ${span(ms)}` : `${span(ms)} ago`;
}

/**
 * @param {number} ms
 * @param {number} large
 * @param {string} largeName
 * @param {number} small
 * @param {string} smallName
 */
function both(ms, large, largeName, small, smallName) {
  const first = Math.floor(ms / large);
  const second = Math.floor((ms % large) / small);
  return second === 0 ? `${first} ${largeName}` : `${first} ${largeName} ${second} ${smallName}`;
}
