import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';
import type { ClientSweep } from './sweep-all.ts';

/**
 * Writes what a sweep found. Two metrics for each client, because each costs money every month; the rest is for the
 * stack. The names are listed in docs/design.md, and alarms are set on them.
 */
export function writeSweepMetrics(swept: readonly ClientSweep[], leftOver: number, metrics: Metrics): void {
  for (const { client, report } of swept) {
    if (report === undefined) continue;
    const { secondsToExpiry, overdue } = report;
    const perClient = {
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
  const reports = swept.flatMap(({ report }) => report ?? []);
  const sum = (of: (report: (typeof reports)[number]) => number) => reports.reduce((total, one) => total + of(one), 0);
  const perStack = {
    DueTokens: sum(({ due }) => due),
    RevokedTokens: sum(({ revoked }) => revoked),
    UnaccountedTokens: sum(({ unaccounted }) => unaccounted),
    ReleasedRotations: sum(({ released }) => released),
    StartedRotations: sum(({ started }) => started),
    FailedClients: swept.filter(({ failures }) => failures.length > 0).length,
    ClientsLeftOver: leftOver,
  };
  for (const [name, value] of Object.entries(perStack)) metrics.addMetric(name, MetricUnit.Count, value);
}
