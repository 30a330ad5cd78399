import { createHash } from 'node:crypto';
import { invalidParameter } from '../refusals.ts';
import { DAY_MS, HOUR_MS, startOfDay } from '../../time.ts';
import { readCron, type Cron } from './cron.ts';

/** As the API has them. */
export interface RotationRules {
  readonly AutomaticallyAfterDays?: number | undefined;
  readonly Duration?: string | undefined;
  readonly ScheduleExpression?: string | undefined;
}

/** Epoch milliseconds; the rotation happens at some moment from `start` up to, not including, `end`. */
export interface RotationWindow {
  readonly start: number;
  readonly end: number;
}

export interface RotationSchedule {
  readonly rules: RotationRules;
  /** The first window that opens after a rotation, or after another window, at this time. */
  windowAfter(time: number): RotationWindow;
}

const FEWEST_HOURS_BETWEEN = 4;
const MOST_DAYS_BETWEEN = 999;
/** 29 February can be eight years away. */
const FARTHEST_DAYS = 8 * 366;

/**
 * Reads rotation rules (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html).
 * @throws InvalidParameterException when they are not a schedule
 */
export function rotationSchedule(rules: RotationRules): RotationSchedule {
  const { AutomaticallyAfterDays: days, ScheduleExpression: expression, Duration } = rules;
  if ((days === undefined) === (expression === undefined)) {
    throw invalidParameter('You must specify either AutomaticallyAfterDays or ScheduleExpression, but not both.');
  }
  const hoursOpen = Duration === undefined ? undefined : Number.parseInt(Duration, 10);
  const windowAfter = days === undefined ? expressedWindows(expression ?? '', hoursOpen) : dayWindows(days, hoursOpen);
  return { rules, windowAfter };
}

/**
 * AWS rotates at an arbitrary moment of the window. Here it is always the same one of a secret: in the first half of
 * the window, so that retries still fall into it, and by the secret's ARN, so that secrets do not all rotate at once.
 */
export function momentIn({ start, end }: RotationWindow, secretArn: string): number {
  const hash = createHash('sha256').update(secretArn).digest().readUInt32BE();
  const seconds = Math.floor((end - start) / 2000);
  return start + (hash % seconds) * 1000;
}

function expressedWindows(expression: string, hoursOpen: number | undefined): RotationSchedule['windowAfter'] {
  const [, count, unit] = /^rate\(([1-9]\d*) (hour|day)s?\)$/.exec(expression) ?? [];
  if (unit !== undefined) {
    const hoursBetween = Number(count) * (unit === 'day' ? 24 : 1);
    if (hoursBetween < FEWEST_HOURS_BETWEEN || hoursBetween > MOST_DAYS_BETWEEN * 24) {
      throw invalidParameter('The interval of a rate must be between 4 hours and 999 days.');
    }
    return unit === 'day' ? dayWindows(Number(count), hoursOpen) : hourWindows(hoursBetween, hoursOpen);
  }
  const cron = readCron(expression);
  if (cron === undefined) throw invalidParameter(`The schedule expression ${expression} is not valid.`);
  return cronWindows(cron, hoursOpen);
}

/** Counted from the day of the last rotation; a window opens at midnight. */
function dayWindows(days: number, hoursOpen = 24): RotationSchedule['windowAfter'] {
  requireRoom(hoursOpen, 24);
  return (time) => windowAt(startOfDay(time) + days * DAY_MS, hoursOpen);
}

/** Counted from the hour of the last rotation; a window opens on the hour. */
function hourWindows(hours: number, hoursOpen = 1): RotationSchedule['windowAfter'] {
  requireRoom(hoursOpen, hours);
  return (time) => windowAt((Math.floor(time / HOUR_MS) + hours) * HOUR_MS, hoursOpen);
}

function cronWindows(cron: Cron, duration: number | undefined): RotationSchedule['windowAfter'] {
  const { hours } = cron;
  const untilNext = hours.map((hour, index) => (hours[index + 1] ?? 24) - hour);
  if (untilNext.slice(0, -1).some((gap) => gap < FEWEST_HOURS_BETWEEN)) {
    throw invalidParameter('A secret can be rotated at most every four hours.');
  }
  const room = Math.min(...untilNext);
  const hoursOpen = duration ?? (hours.length > 1 ? 1 : room);
  requireRoom(hoursOpen, room);
  if (cronStartAfter(cron, 0) === undefined) throw invalidParameter('The schedule expression never comes due.');
  return (time) => windowAt(cronStartAfter(cron, time) ?? Infinity, hoursOpen);
}

function cronStartAfter(cron: Cron, time: number): number | undefined {
  const today = startOfDay(time);
  for (let day = 0; day <= FARTHEST_DAYS; day += 1) {
    const midnight = today + day * DAY_MS;
    if (!cron.isOn(midnight)) continue;
    const hour = cron.hours.find((candidate) => midnight + candidate * HOUR_MS > time);
    if (hour !== undefined) return midnight + hour * HOUR_MS;
  }
  return undefined;
}

function windowAt(start: number, hoursOpen: number): RotationWindow {
  return { start, end: start + hoursOpen * HOUR_MS };
}

function requireRoom(hoursOpen: number, room: number): void {
  if (hoursOpen >= 1 && hoursOpen <= room) return;
  throw invalidParameter('The rotation window must not extend into the next window or the next UTC day.');
}
