import type { RandomBytes } from '../aws/credentials.ts';
import { RequestFields } from '../aws/request-fields.ts';
import { uuidOf } from './key-creation.ts';
import type { KmsKey } from './kms-key.ts';
import { KEY_ID_LENGTH, type KmsOperation } from './kms-operation.ts';

/** The last successful cryptographic operation with a key. */
export interface KeyUsage {
  readonly operation: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly eventId: string;
  readonly requestId: string;
}

/** The operations that count as uses of a key. */
export const CRYPTOGRAPHIC_OPERATIONS: ReadonlySet<string> = new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'Sign',
  'Verify',
]);

/** Notes that a key was used. */
export function recordUsage(key: KmsKey, operation: string, at: number, random: RandomBytes): void {
  key.lastUsage = { operation, at, eventId: uuidOf(random(16)), requestId: uuidOf(random(16)) };
}

/**
 * The sandbox has watched every key since it was made.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
 */
export const getKeyLastUsage: KmsOperation = ({ store }, input) => {
  const fields = new RequestFields(input);
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  fields.check();
  const { id, createdAt, lastUsage } = store.findWithoutAlias(keyId);
  return {
    KeyId: id,
    KeyCreationDate: createdAt / 1000,
    TrackingStartDate: createdAt / 1000,
    KeyLastUsage:
      lastUsage === undefined
        ? {}
        : {
            Operation: lastUsage.operation,
            Timestamp: lastUsage.at / 1000,
            CloudTrailEventId: lastUsage.eventId,
            KmsRequestId: lastUsage.requestId,
          },
  };
};
