/** Days and hours of a `cron()` expression, in UTC. */
export interface Cron {
  /** In rising order. */
  readonly hours: readonly number[];
  /** @param midnight epoch milliseconds at which the day begins */
  isOn(midnight: number): boolean;
}

type DayTest = (day: Date) => boolean;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * Reads `cron(0 hours day-of-month month day-of-week *)`: Secrets Manager's subset of cron, in which a window opens
 * on the hour and every year (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html).
 * @returns undefined when the expression is not of that subset
 */
export function readCron(expression: string): Cron | undefined {
  const fields = /^cron\(0 (\S+) (\S+) (\S+) (\S+) \*\)$/.exec(expression);
  if (fields === null) return undefined;
  const [, hourField = '', dayField = '', monthField = '', weekdayField = ''] = fields;
  if ((dayField === '?') === (weekdayField === '?')) return undefined;
  const hours = valuesOf(hourField, 0, 23);
  const months = valuesOf(monthField, 1, 12, MONTHS);
  const isDay = anyOf(dayField, dayOfMonthTest);
  const isWeekday = anyOf(weekdayField, weekdayTest);
  if (hours === undefined || months === undefined || isDay === undefined || isWeekday === undefined) return undefined;
  return {
    hours: [...hours].toSorted((one, other) => one - other),
    isOn: (midnight) => {
      const day = new Date(midnight);
      return months.has(day.getUTCMonth() + 1) && isDay(day) && isWeekday(day);
    },
  };
}

/** `*`, `?`, `L`, a day, a range, an increment. */
function dayOfMonthTest(part: string): DayTest | undefined {
  if (part === 'L') return isLastWeekOrDay(1);
  const days = valuesOf(part, 1, 31);
  return days && ((day) => days.has(day.getUTCDate()));
}

/** Sunday is 1. `5L` is the last Thursday of a month, `2#3` its third Monday, `L` alone is Saturday. */
function weekdayTest(part: string): DayTest | undefined {
  const [, name = '', last, nth] = /^([^L#]+)(?:(L)|#([1-5]))$/.exec(part) ?? [];
  const weekdays = valuesOf(name || part.replace(/^L$/, '7'), 1, 7, WEEKDAYS);
  if (weekdays === undefined || (name !== '' && weekdays.size !== 1)) return undefined;
  const isWithin: DayTest =
    last !== undefined
      ? isLastWeekOrDay(7)
      : (day) => nth === undefined || Math.ceil(day.getUTCDate() / 7) === Number(nth);
  return (day) => weekdays.has(day.getUTCDay() + 1) && isWithin(day);
}

/** Whether the day is among the last so many of its month. */
function isLastWeekOrDay(count: number): DayTest {
  return (day) => {
    const later = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + count));
    return later.getUTCMonth() !== day.getUTCMonth();
  };
}

/** Whether one of the comma-separated parts is met; undefined when one cannot be read. */
function anyOf(field: string, testOf: (part: string) => DayTest | undefined): DayTest | undefined {
  if (field === '?') return () => true;
  const tests: DayTest[] = [];
  for (const part of field.split(',')) {
    const test = testOf(part);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  return (day) => tests.some((test) => test(day));
}

/** Numbers that a field of `*`, `a`, `a-b`, `a/n`, `/n` and lists of them stands for; undefined when it is malformed. */
export function valuesOf(
  field: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const range = /^(?:(\*)|(\w+)(?:-(\w+))?)?(?:\/(\d+))?$/.exec(part);
    if (range === null || part === '') return undefined;
    const [, , from, to, increment] = range;
    const first = from === undefined ? least : numberOf(from, names);
    const single = from !== undefined && increment === undefined;
    const last = to !== undefined ? numberOf(to, names) : single ? first : most;
    const step = Number(increment ?? 1);
    if (!(first >= least && first <= last && last <= most && step >= 1)) return undefined;
    for (let value = first; value <= last; value += step) values.add(value);
  }
  return values;
}

/** NaN when it is neither a number nor a name. */
function numberOf(word: string, names: readonly string[]): number {
  const index = names.indexOf(word.toUpperCase());
  return index === -1 ? Number(/^\d+$/.test(word) ? word : NaN) : index + 1;
}
