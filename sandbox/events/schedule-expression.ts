import { AwsError } from '../aws/aws-service.ts';
import { readCron, valuesOf } from '../secrets-manager/rotation/cron.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, startOfDay } from '../time.ts';

/** When a rule runs. Times are epoch milliseconds. */
export interface Schedule {
  /** The first run after a time; Infinity when there is none. */
  nextAfter(time: number): number;
}

const UNITS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS } as const;

/** 29 February can be eight years away. */
const FARTHEST_DAYS = 8 * 366;

/**
 * Reads `rate(15 minutes)`, counted from when the rule was made, or `cron(minutes hours day-of-month month
 * day-of-week year)` in UTC (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html).
 * @throws AwsError `ValidationException`
 */
export function readSchedule(expression: string, madeAt: number): Schedule {
  const schedule = readRate(expression, madeAt) ?? readMinutelyCron(expression);
  if (schedule === undefined) throw new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  return schedule;
}

function readRate(expression: string, madeAt: number): Schedule | undefined {
  const [, one, count, many] =
    /^rate\((?:1 (minute|hour|day)|((?!1 )[1-9]\d*) (minute|hour|day)s)\)$/.exec(expression) ?? [];
  const unit = (one ?? many) as keyof typeof UNITS | undefined;
  if (unit === undefined) return undefined;
  const every = Number(count ?? 1) * UNITS[unit];
  return { nextAfter: (time) => madeAt + Math.max(1, Math.floor((time - madeAt) / every) + 1) * every };
}

function readMinutelyCron(expression: string): Schedule | undefined {
  const [, minuteField = '', days = '', yearField = ''] =
    /^cron\((\S+) (\S+ \S+ \S+ \S+) (\S+)\)$/.exec(expression) ?? [];
  const cron = readCron(`cron(0 ${days} *)`);
  const minutes = valuesOf(minuteField, 0, 59);
  const years = valuesOf(yearField, 1970, 2199);
  if (cron === undefined || minutes === undefined || years === undefined) return undefined;
  const times = cron.hours.flatMap((hour) =>
    [...minutes].toSorted((a, b) => a - b).map((minute) => (hour * 60 + minute) * MINUTE_MS),
  );
  return {
    nextAfter: (time) => {
      const today = startOfDay(time);
      for (let day = 0; day <= FARTHEST_DAYS; day += 1) {
        const midnight = today + day * DAY_MS;
        if (!cron.isOn(midnight) || !years.has(new Date(midnight).getUTCFullYear())) continue;
        const found = times.find((sinceMidnight) => midnight + sinceMidnight > time);
        if (found !== undefined) return midnight + found;
      }
      return Infinity;
    },
  };
}
