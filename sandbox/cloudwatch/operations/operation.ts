import { AwsError } from '../../aws/aws-service.ts';
import { operationsOn } from '../../aws/operation.ts';
import type { Clock } from '../../clock.ts';
import type { AlarmHistory } from '../alarm-history.ts';
import type { Alarms } from '../alarms.ts';
import type { MetricStore } from '../metric-store.ts';

/** What the operations work with. */
export interface Setting {
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly history: AlarmHistory;
  readonly metrics: MetricStore;
}

/** An operation whose request has a shape. Times in its answer are dates; each protocol writes them in its own way. */
export const operation = operationsOn<Setting>('ValidationError');

/** @param errorName each operation has its own for a token that is not one of its own */
export function invalidToken(errorName = 'InvalidNextToken'): AwsError {
  return new AwsError(errorName, 'The NextToken is not valid.');
}
