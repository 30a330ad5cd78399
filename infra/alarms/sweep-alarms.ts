import { ComparisonOperator, TreatMissingData, type Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { EssentialMetric, SweepMetric } from '../../functions/lambda/metric-names.ts';
import { tokenAlarm } from './alarm-definition.ts';
import { sweepMetric } from './alarm-metrics.ts';

interface Finding {
  readonly metric: SweepMetric | EssentialMetric;
  readonly meaning: string;
  /** Of so many sweeps, so many have to find it; one of one when absent. */
  readonly sweeps?: { readonly periods: number; readonly bad: number };
}

/** What a sweep may find, by the name of the alarm that says so. */
const FINDINGS = {
  'clients-failed': {
    metric: 'FailedClients',
    meaning: 'The sweep keeps failing for a client.',
    sweeps: { periods: 3, bad: 2 },
  },
  'rotation-stuck': {
    metric: 'ReleasedRotations',
    meaning: 'A rotation hung for six hours; the sweep gave it up to begin another.',
  },
  'rotation-switched-off': {
    metric: 'RotationsSwitchedOff',
    meaning: 'A client’s token will expire: nothing rotates it any more.',
  },
  'token-dead': {
    metric: 'DeadTokens',
    meaning: 'The API refuses a client’s current token. A rotation replaces it, if it can.',
  },
  'token-expiring': {
    metric: 'ExpiringTokens',
    meaning:
      'A client’s token expires before long: its rotation is overdue, and the sweep could not start another. Which one, the command status says.',
    // The sweep that sees it first starts a rotation.
    sweeps: { periods: 2, bad: 2 },
  },
  'unaccounted-token': {
    metric: 'UnaccountedTokens',
    meaning: 'The API may have issued a token that nobody knows or can revoke.',
  },
  'clients-left-over': {
    metric: 'ClientsLeftOver',
    meaning: 'The sweep has too little time for all clients of the stack.',
    sweeps: { periods: 3, bad: 2 },
  },
  'signing-key-unusable': {
    metric: 'SigningKeysUnusable',
    meaning: 'A client’s signing key is disabled or waits for its deletion.',
  },
  'client-secret-stale': { metric: 'StaleClientSecrets', meaning: 'A client secret was not changed for a year.' },
} as const satisfies Readonly<Record<string, Finding>>;

export type FindingName = keyof typeof FINDINGS;

/** How often the sweep runs, and who is told of what it finds. */
export interface SweepWatch {
  readonly sweepEverySeconds: number;
  readonly topic: ITopic | undefined;
}

interface FindingOptions {
  /** What a sweep that wrote nothing of it says; that all stays as it is, when absent. */
  readonly missing?: TreatMissingData;
  readonly isToldByComposite?: boolean;
}

/** On what the sweep found, at least once. */
export function findingAlarm(
  scope: Construct,
  name: FindingName,
  { sweepEverySeconds, topic }: SweepWatch,
  { missing = TreatMissingData.IGNORE, isToldByComposite = false }: FindingOptions = {},
): Alarm {
  const { metric, meaning, sweeps = { periods: 1, bad: 1 } }: Finding = FINDINGS[name];
  return tokenAlarm(scope, {
    name,
    meaning,
    metric: sweepMetric(scope, metric, { statistic: 'Maximum', periodSeconds: sweepEverySeconds }),
    threshold: 1,
    ...sweeps,
    missing,
    topic,
    isToldByComposite,
  });
}

/** A sweep that did not run writes nothing; nor does one that was stopped, because it writes at its end. */
export function sweepSilentAlarm(scope: Construct, { sweepEverySeconds, topic }: SweepWatch): Alarm {
  return tokenAlarm(scope, {
    name: 'sweep-silent',
    meaning: 'The sweep does not run: nothing is revoked, healed or watched.',
    metric: sweepMetric(scope, 'FailedClients', { statistic: 'SampleCount', periodSeconds: sweepEverySeconds }),
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    periods: 3,
    bad: 3,
    missing: TreatMissingData.BREACHING,
    topic,
  });
}
