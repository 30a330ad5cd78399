import type { OwnMetric } from './metric-names.ts';

/** How much of a stack is watched: all of it, what wakes somebody, or nothing. What is watched costs money each month. */
export type Monitoring = 'full' | 'essential' | 'none';

/** Set for every function by the stack; absent where all is watched, so no `environment.ts` has it. */
export interface MonitoringEnvironment {
  readonly MONITORING: Exclude<Monitoring, 'full'>;
}

/** What the alarms of `essential` look at, and written only when it happens. */
const WAKES_SOMEBODY: ReadonlySet<OwnMetric> = new Set<OwnMetric>([
  'DeadTokens',
  'ExpiringTokens',
  'ReleasedRotations',
  'UnaccountedTokens',
  'SigningKeysUnusable',
  'VendFailed',
]);

/** By it an alarm knows that the sweep runs, so nothing happening is worth a value, too. */
const SIGN_OF_LIFE: OwnMetric = 'FailedClients';

const IS_WRITTEN: Readonly<Record<Monitoring, (name: OwnMetric, value: number) => boolean>> = {
  // The clients' own metrics say it there.
  full: (name) => name !== 'ExpiringTokens',
  essential: (name, value) => name === SIGN_OF_LIFE || (value !== 0 && WAKES_SOMEBODY.has(name)),
  none: () => false,
};

const isWrittenHere = IS_WRITTEN[(process.env['MONITORING'] ?? 'full') as Monitoring];

/** Whether a function of this stack writes a metric with this value: CloudWatch asks for money for each, by the hour. */
export function isWritten(name: OwnMetric, value: number): boolean {
  return isWrittenHere(name, value);
}
