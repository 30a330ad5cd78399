import * as v from 'valibot';
import { AwsError } from '../../aws/aws-service.ts';
import { integer, unserved } from '../../aws/request-shape.ts';
import { metadataOf, requireNotPendingDeletion } from '../kms-key.ts';
import { keyId, paging } from '../request-members.ts';
import { DAY_MS } from '../../time.ts';
import { operation } from './operation.ts';
import { page } from './page.ts';

const keyRequest = v.object({ KeyId: keyId });

export const describeKey = operation(
  v.object({ KeyId: keyId, GrantTokens: unserved }),
  ({ KeyId }, _caller, { store }) => ({ KeyMetadata: metadataOf(store.find(KeyId)) }),
);

export const listKeys = operation(v.object(paging(1000, 100)), ({ Limit, Marker }, _caller, { store }) => {
  const keys = store.keys().map(({ id, arn }) => ({ KeyArn: arn, KeyId: id }));
  return page('Keys', keys, ({ KeyId }) => KeyId, Limit, Marker);
});

export const enableKey = operation(keyRequest, ({ KeyId }, _caller, { store }) => {
  const key = store.findWithoutAlias(KeyId);
  requireNotPendingDeletion(key);
  key.state = 'Enabled';
  return {};
});

export const disableKey = operation(keyRequest, ({ KeyId }, _caller, { store }) => {
  const key = store.findWithoutAlias(KeyId);
  requireNotPendingDeletion(key);
  key.state = 'Disabled';
  return {};
});

export const scheduleKeyDeletion = operation(
  v.object({ KeyId: keyId, PendingWindowInDays: v.optional(integer(7, 30), 30) }),
  ({ KeyId, PendingWindowInDays }, _caller, { store, clock }) => {
    const key = store.findWithoutAlias(KeyId);
    requireNotPendingDeletion(key);
    key.state = 'PendingDeletion';
    key.deletionAt = clock.now() + PendingWindowInDays * DAY_MS;
    return { KeyId: key.arn, DeletionDate: key.deletionAt / 1000, KeyState: key.state, PendingWindowInDays };
  },
);

/** The key stays disabled until somebody enables it. */
export const cancelKeyDeletion = operation(keyRequest, ({ KeyId }, _caller, { store }) => {
  const key = store.findWithoutAlias(KeyId);
  if (key.state !== 'PendingDeletion') {
    throw new AwsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
  }
  key.state = 'Disabled';
  key.deletionAt = undefined;
  return { KeyId: key.arn };
});
