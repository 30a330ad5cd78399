import { hashOf } from './settings/name-hash.ts';
import type { RotationRate } from './settings/rotation-rate.ts';

/**
 * The schedule that Secrets Manager is given for a client. A fleet that rotates monthly is spread over the month:
 * hour and day come from the client's name, and Secrets Manager picks the moment in what is left of that UTC day. Day
 * 28 is the last, because the others are not in every month; minutes must be 0 and the year `*`
 * (docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html).
 */
export function scheduleExpression({ unit, expression }: RotationRate, client: string): string {
  if (unit !== 'month') return expression;
  return `cron(0 ${hashOf(client, 'hour', 24)} ${1 + hashOf(client, 'day', 28)} * ? *)`;
}
