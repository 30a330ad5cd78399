const UNITS = [
  ['d', 24 * 60 * 60 * 1000],
  ['h', 60 * 60 * 1000],
  ['min', 60 * 1000],
] as const;

/** A span of milliseconds in its largest unit: `37 d`, `5 h`, `12 min`; `now` for less than a minute. */
export function span(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  for (const [unit, length] of UNITS) if (size >= length) return `${Math.floor(size / length)} ${unit}`;
  return '< 1 min';
}

/** A time as people say it: `in 37 d`, `2 h ago`. */
export function relative(time: number, now: number): string {
  return time >= now ? `in ${span(time - now)}` : `${span(now - time)} ago`;
}

/** A date in UTC, to the minute. */
export function dated(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
