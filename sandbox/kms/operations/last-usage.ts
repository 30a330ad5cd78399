import * as v from 'valibot';
import { keyId } from '../request-members.ts';
import { operation } from './operation.ts';

/**
 * The sandbox has watched every key since it was made.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
 */
export const getKeyLastUsage = operation(v.object({ KeyId: keyId }), ({ KeyId }, _caller, { store }) => {
  const { id, createdAt, lastUsage } = store.findWithoutAlias(KeyId);
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
});
