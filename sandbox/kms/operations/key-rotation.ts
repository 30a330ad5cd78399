import * as v from 'valibot';
import { AwsError } from '../../aws/aws-service.ts';
import { integer } from '../../aws/request-shape.ts';
import type { KeyStore } from '../key-store.ts';
import { requireEnabled, requireNotPendingDeletion, type SymmetricKey } from '../kms-key.ts';
import { keyId } from '../request-members.ts';
import { DAY_MS } from '../../time.ts';
import { operation } from './operation.ts';

const keyRequest = v.object({ KeyId: keyId });

/**
 * Automatic rotation of a symmetric key. That its material changes nobody sees, because KMS keeps the former for what
 * it encrypted; so nothing happens here when the day comes.
 */
export const enableKeyRotation = operation(
  v.object({ KeyId: keyId, RotationPeriodInDays: v.optional(integer(90, 2560), 365) }),
  ({ KeyId, RotationPeriodInDays: periodDays }, _caller, { store, clock }) => {
    const key = symmetricKey(store, KeyId);
    requireEnabled(key);
    key.rotation = { periodDays, since: key.rotation?.since ?? clock.now() };
    return {};
  },
);

export const disableKeyRotation = operation(keyRequest, ({ KeyId }, _caller, { store }) => {
  const key = symmetricKey(store, KeyId);
  requireEnabled(key);
  key.rotation = undefined;
  return {};
});

export const getKeyRotationStatus = operation(keyRequest, ({ KeyId }, _caller, { store, clock }) => {
  const key = symmetricKey(store, KeyId);
  requireNotPendingDeletion(key);
  const { id, rotation } = key;
  if (rotation === undefined) return { KeyId: id, KeyRotationEnabled: false };
  const period = rotation.periodDays * DAY_MS;
  const passed = Math.floor((clock.now() - rotation.since) / period);
  return {
    KeyId: id,
    KeyRotationEnabled: true,
    RotationPeriodInDays: rotation.periodDays,
    NextRotationDate: (rotation.since + (passed + 1) * period) / 1000,
  };
});

/** @throws AwsError `UnsupportedOperationException` for an asymmetric key: it never rotates by itself */
function symmetricKey(store: KeyStore, id: string): SymmetricKey {
  const key = store.findWithoutAlias(id);
  if (key.spec !== 'SYMMETRIC_DEFAULT') throw new AwsError('UnsupportedOperationException', '');
  return key;
}
