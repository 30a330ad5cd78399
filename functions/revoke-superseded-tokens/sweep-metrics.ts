import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { ClientMetric, SweepMetric } from '../lambda/metric-names.ts';
import type { ClientSweep } from './sweep-all.ts';
import type { Counted } from './sweeping.ts';

/**
 * Writes what a sweep found for one client: two metrics, because each costs money every month. At once, because a run
 * may be stopped before its end. The names are listed in docs/design.md, and alarms are set on them.
 */
export function writeClientMetrics({ client, report }: ClientSweep, metrics: Metrics): void {
  if (report === undefined) return;
  const { secondsToExpiry, overdue } = report;
  const perClient: Partial<Record<ClientMetric, number>> = {
    OverdueRevocations: overdue,
    ...(secondsToExpiry === undefined ? {} : { SecondsToExpiry: secondsToExpiry }),
  };
  for (const [name, value] of Object.entries(perClient)) {
    metrics
      .singleMetric()
      .addDimension('client', client)
      .addMetric(name, name === 'SecondsToExpiry' ? MetricUnit.Seconds : MetricUnit.Count, value);
  }
}

/** Writes what a sweep found for the stack. */
export function writeSweepMetrics(swept: readonly ClientSweep[], leftOver: number, metrics: Metrics): void {
  const reports = swept.flatMap(({ report }) => report ?? []);
  const sum = (of: (report: (typeof reports)[number]) => number) => reports.reduce((total, one) => total + of(one), 0);
  const count = (is: (one: ClientSweep) => boolean | undefined) => swept.filter(is).length;
  const perStack: Record<SweepMetric, number> = {
    DueTokens: sum(({ due }) => due),
    // These are counted already; an alarm on one ends with a whole run that had none.
    RevokedTokens: 0,
    UnaccountedTokens: 0,
    ReleasedRotations: 0,
    StartedRotations: sum(({ started }) => started),
    RotationsSwitchedOff: count(({ report }) => report?.isRotationOff),
    DeadTokens: count(({ report }) => report?.isTokenDead),
    SigningKeysUnusable: count(({ credential }) => credential?.isSigningKeyUnusable),
    StaleClientSecrets: count(({ credential }) => credential?.isClientSecretStale),
    FailedClients: count(({ failures }) => failures.length > 0),
    ClientsLeftOver: leftOver,
  };
  for (const [name, value] of Object.entries(perStack)) metrics.addMetric(name, MetricUnit.Count, value);
}

const METRIC_OF = {
  revoked: 'RevokedTokens',
  unaccounted: 'UnaccountedTokens',
  released: 'ReleasedRotations',
} as const satisfies Record<Counted, SweepMetric>;

/** Writes what is not to be lost when the run is killed. */
export function countAtOnce(what: Counted, metrics: Metrics): void {
  metrics.singleMetric().addMetric(METRIC_OF[what], MetricUnit.Count, 1);
}
