import { AwsError } from '../aws/aws-service.ts';
import { RequestFields } from '../aws/request-fields.ts';
import { metadataOf, requireNotPendingDeletion, type KmsKey } from './kms-key.ts';
import { KEY_ID_LENGTH, type KmsContext, type KmsOperation } from './kms-operation.ts';
import { page } from './page.ts';

const DAY_IN_MS = 24 * 60 * 60 * 1000;

export const describeKey: KmsOperation = ({ store }, input) => {
  const fields = new RequestFields(input);
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  fields.check();
  return { KeyMetadata: metadataOf(store.find(keyId)) };
};

export const listKeys: KmsOperation = ({ store }, input) => {
  const fields = new RequestFields(input);
  const limit = fields.integer('Limit', { min: 1, max: 1000 }) ?? 100;
  const marker = fields.text('Marker', { min: 1, max: 1024 });
  fields.check();
  const keys = store.keys().map(({ id, arn }) => ({ KeyArn: arn, KeyId: id }));
  return page('Keys', keys, ({ KeyId }) => KeyId, limit, marker);
};

export const enableKey: KmsOperation = (context, input) => {
  const key = keyOf(context, input);
  requireNotPendingDeletion(key);
  key.state = 'Enabled';
  return {};
};

export const disableKey: KmsOperation = (context, input) => {
  const key = keyOf(context, input);
  requireNotPendingDeletion(key);
  key.state = 'Disabled';
  return {};
};

export const scheduleKeyDeletion: KmsOperation = (context, input) => {
  const fields = new RequestFields(input);
  const days = fields.integer('PendingWindowInDays', { min: 7, max: 30 }) ?? 30;
  const key = keyOf(context, input, fields);
  requireNotPendingDeletion(key);
  key.state = 'PendingDeletion';
  key.deletionAt = context.clock.now() + days * DAY_IN_MS;
  return {
    KeyId: key.arn,
    DeletionDate: key.deletionAt / 1000,
    KeyState: key.state,
    PendingWindowInDays: days,
  };
};

/** The key stays disabled until somebody enables it. */
export const cancelKeyDeletion: KmsOperation = (context, input) => {
  const key = keyOf(context, input);
  if (key.state !== 'PendingDeletion') {
    throw new AwsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
  }
  key.state = 'Disabled';
  key.deletionAt = undefined;
  return { KeyId: key.arn };
};

function keyOf({ store }: KmsContext, input: Parameters<KmsOperation>[1], fields = new RequestFields(input)): KmsKey {
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  fields.check();
  return store.findWithoutAlias(keyId);
}
