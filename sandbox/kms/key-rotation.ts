import { AwsError } from '../aws/aws-service.ts';
import { RequestFields } from '../aws/request-fields.ts';
import { requireEnabled, requireNotPendingDeletion, type SymmetricKey } from './kms-key.ts';
import { KEY_ID_LENGTH, type KmsContext, type KmsOperation } from './kms-operation.ts';

const DAY_IN_MS = 24 * 60 * 60 * 1000;

/**
 * Automatic rotation of a symmetric key. That its material changes nobody sees, because KMS keeps the former for what
 * it encrypted; so nothing happens here when the day comes.
 */
export const enableKeyRotation: KmsOperation = (context, input) => {
  const fields = new RequestFields(input);
  const periodDays = fields.integer('RotationPeriodInDays', { min: 90, max: 2560 }) ?? 365;
  const key = symmetricKey(context, fields);
  requireEnabled(key);
  key.rotation = { periodDays, since: key.rotation?.since ?? context.clock.now() };
  return {};
};

export const disableKeyRotation: KmsOperation = (context, input) => {
  const key = symmetricKey(context, new RequestFields(input));
  requireEnabled(key);
  key.rotation = undefined;
  return {};
};

export const getKeyRotationStatus: KmsOperation = (context, input) => {
  const key = symmetricKey(context, new RequestFields(input));
  requireNotPendingDeletion(key);
  const { id, rotation } = key;
  if (rotation === undefined) return { KeyId: id, KeyRotationEnabled: false };
  const period = rotation.periodDays * DAY_IN_MS;
  const passed = Math.floor((context.clock.now() - rotation.since) / period);
  return {
    KeyId: id,
    KeyRotationEnabled: true,
    RotationPeriodInDays: rotation.periodDays,
    NextRotationDate: (rotation.since + (passed + 1) * period) / 1000,
  };
};

/** @throws AwsError `UnsupportedOperationException` for an asymmetric key: it never rotates by itself */
function symmetricKey({ store }: KmsContext, fields: RequestFields): SymmetricKey {
  const keyId = fields.requiredText('KeyId', KEY_ID_LENGTH);
  fields.check();
  const key = store.findWithoutAlias(keyId);
  if (key.spec !== 'SYMMETRIC_DEFAULT') throw new AwsError('UnsupportedOperationException', '');
  return key;
}
