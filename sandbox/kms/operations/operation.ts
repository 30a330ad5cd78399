import { AwsError } from '../../aws/aws-service.ts';
import type { RandomBytes } from '../../random-bytes.ts';
import { operationsOn } from '../../aws/operation.ts';
import type { Clock } from '../../clock.ts';
import type { KeyPairSource } from '../key-material.ts';
import type { KeyStore } from '../key-store.ts';

/** What the operations work with. */
export interface Setting {
  readonly clock: Clock;
  readonly store: KeyStore;
  readonly accountId: string;
  readonly partition: string;
  readonly random: RandomBytes;
  readonly keyPair: KeyPairSource;
  readonly onSecret: (secret: string) => void;
}

/** An operation whose request has a shape. */
export const operation = operationsOn<Setting>();

/**
 * Ends a DryRun that found nothing wrong.
 * @throws AwsError `DryRunOperationException`
 */
export function endDryRun(dryRun: boolean): void {
  if (!dryRun) return;
  throw new AwsError('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.');
}
