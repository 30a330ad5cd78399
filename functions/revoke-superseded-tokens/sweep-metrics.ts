import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { EssentialMetric, SweepMetric } from '../lambda/metric-names.ts';
import { recordMetric, recordAtOnce } from '../lambda/own-metrics.ts';
import type { ClientSweep } from './sweep-all.ts';

/**
 * Writes what a sweep found for one client: two metrics, because each costs money every month. At once, because a run
 * may be stopped before its end. The names are listed in docs/design.md, and alarms are set on them.
 */
export function recordClient({ client, report }: ClientSweep): void {
  if (report === undefined) return;
  const { secondsToExpiry, overdue } = report;
  recordAtOnce('OverdueRevocations', overdue, client);
  if (secondsToExpiry !== undefined) recordAtOnce('SecondsToExpiry', secondsToExpiry, client, MetricUnit.Seconds);
}

/** Records what a sweep found for the stack. */
export function recordSweep(swept: readonly ClientSweep[], leftOver: number): void {
  const reports = swept.flatMap(({ report }) => report ?? []);
  const sum = (of: (report: (typeof reports)[number]) => number) => reports.reduce((total, one) => total + of(one), 0);
  const count = (is: (one: ClientSweep) => boolean | undefined) => swept.filter(is).length;
  const perStack: Record<SweepMetric | EssentialMetric, number> = {
    DueTokens: sum(({ due }) => due),
    // These are counted already; an alarm on one ends with a whole run that had none.
    RevokedTokens: 0,
    UnaccountedTokens: 0,
    ReleasedRotations: 0,
    StartedRotations: sum(({ started }) => started),
    RotationsSwitchedOff: count(({ report }) => report?.isRotationOff),
    DeadTokens: count(({ report }) => report?.isTokenDead),
    ExpiringTokens: count(({ report }) => report?.isExpiring),
    SigningKeysUnusable: count(({ credential }) => credential?.isSigningKeyUnusable),
    StaleClientSecrets: count(({ credential }) => credential?.isClientSecretStale),
    FailedClients: count(({ failures }) => failures.length > 0),
    ClientsLeftOver: leftOver,
  };
  for (const [name, value] of Object.entries(perStack)) recordMetric(name as keyof typeof perStack, value);
}
