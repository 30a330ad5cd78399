import type { Caller, WireObject } from '../../aws/aws-service.ts';
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

/**
 * One operation of the API. Times in its answer are dates; each protocol writes them in its own way.
 * @throws AwsError
 */
export type Operation = (input: WireObject, caller: Caller, setting: Setting) => WireObject;

/** An operation whose request has a shape. */
export const operation = operationsOn<Setting>('ValidationError');
