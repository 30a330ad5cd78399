import { marginSeconds as marginOfRate } from '../../infra/settings/token-lifetime.ts';

/** A client of a simulated stack, as its settings would have it. */
export interface ClientPlan {
  readonly name: string;
  readonly grant: 'assertion' | 'client-secret' | 'short-term-token';
  readonly interval: Interval;
  readonly graceSeconds: number;
}

/** How often Secrets Manager rotates. */
export interface Interval {
  readonly count: number;
  readonly unit: 'hours' | 'days';
}

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** How long a version may be pending before the sweep takes it for stuck. */
export const RELEASE_AFTER_S = 6 * HOUR_S;

export const intervalSeconds = ({ count, unit }: Interval): number => count * (unit === 'days' ? DAY_S : HOUR_S);

/** Secrets Manager picks the moment: within the day, or the hour. */
export const windowSeconds = ({ unit }: Interval): number => (unit === 'days' ? DAY_S : HOUR_S);

export const marginSeconds = ({ interval }: ClientPlan): number => marginOfRate({ seconds: intervalSeconds(interval) });

/** Promise 4: interval, window, grace and margin, no more. */
export const ttlSeconds = (plan: ClientPlan): number =>
  intervalSeconds(plan.interval) + windowSeconds(plan.interval) + plan.graceSeconds + marginSeconds(plan);

export const scheduleExpression = ({ count, unit }: Interval): string =>
  `rate(${count} ${count === 1 ? unit.slice(0, -1) : unit})`;

export const clientId = ({ name }: ClientPlan): string => `c2m_${name}`;
export const secretName = ({ name }: ClientPlan): string => `click2mail/${name}`;
export const clientSecretName = ({ name }: ClientPlan): string => `click2mail/${name}/client_secret`;

/** The grant that renews itself needs the scopes that it renews itself with. */
export const scopesOf = ({ grant }: ClientPlan): readonly string[] =>
  grant === 'short-term-token' ? ['jobs:submit', 'tokens:revoke', 'tokens:write'] : ['jobs:submit', 'jobs:read'];
