import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { findingAlarm, sweepSilentAlarm, type FindingName, type SweepWatch } from './sweep-alarms.ts';

/** What nobody but a person can mend, or only a person can judge, before consumers are refused. */
const WAKE_SOMEBODY: readonly FindingName[] = [
  'token-dead',
  'token-expiring',
  'rotation-stuck',
  'unaccounted-token',
  'signing-key-unusable',
];

/**
 * The alarms of a stack that wake somebody, and no others. They are as many for one client as for forty, and look at
 * metrics that are written only when there is something to tell; the sweep's sign of life is the only other.
 */
export class EssentialAlarms extends Construct {
  constructor(scope: Construct, id: string, watch: SweepWatch) {
    super(scope, id);
    sweepSilentAlarm(this, watch);
    findingAlarm(this, 'clients-failed', watch);
    for (const name of WAKE_SOMEBODY) findingAlarm(this, name, watch, { missing: TreatMissingData.NOT_BREACHING });
  }
}
