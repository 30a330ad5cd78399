import * as v from 'valibot';
import { AwsError, type WireObject } from '../../aws/aws-service.ts';
import { flag } from '../../aws/request-shape.ts';
import { secretId } from '../request-members.ts';
import { invalidParameter, invalidRequest, stillReplicated } from '../refusals.ts';
import { requirePrimary } from '../secret-store.ts';
import { DAY_MS } from '../../time.ts';
import { inSeconds } from '../secret.ts';
import { identityOf, operation } from './operation.ts';

/** A forced deletion is not done at once: for some seconds the secret looks like one that is scheduled for deletion. */
const FORCED_DELETION_TAKES_MS = 2000;
const DEFAULT_WINDOW_DAYS = 30;

const deleteRequest = v.object({
  SecretId: secretId,
  RecoveryWindowInDays: v.optional(v.number()),
  ForceDeleteWithoutRecovery: flag,
});

export const deleteSecret = operation(deleteRequest, (input, caller, setting) => {
  const { SecretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: isForced } = input;
  const { store, clock, rotations } = setting;
  if (isForced && days !== undefined) {
    throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  if (days !== undefined && !(days >= 7 && days <= 30)) {
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  const now = clock.now();
  try {
    const secret = store.find(SecretId, caller);
    requirePrimary(secret);
    const regions = [...(secret.replicas?.keys() ?? [])];
    if (regions.length > 0) throw stillReplicated(secret.arn, regions);
    if (secret.deletion !== undefined && !isForced) {
      throw invalidRequest("You tried to perform the operation on a secret that's currently marked deleted.");
    }
    const date = isForced ? now : now + (days ?? DEFAULT_WINDOW_DAYS) * DAY_MS;
    secret.deletion = { date, endsAt: isForced ? now + FORCED_DELETION_TAKES_MS : date };
    rotations.suspend(secret);
    return { ...identityOf(secret), DeletionDate: inSeconds(date) };
  } catch (error) {
    const isMissing = error instanceof AwsError && error.name === 'ResourceNotFoundException';
    if (!isForced || !isMissing) throw error;
    return deletedNothing(SecretId, store.newArn(SecretId), now);
  }
});

/** AWS answers a forced deletion of a secret that does not exist as if it had existed. */
function deletedNothing(asked: string, newArn: string, now: number): WireObject {
  const isArn = asked.startsWith('arn:');
  const Name = isArn ? asked.slice(asked.lastIndexOf(':') + 1) : asked;
  return { ARN: isArn ? asked : newArn, Name, DeletionDate: inSeconds(now) };
}

export const restoreSecret = operation(
  v.object({ SecretId: secretId }),
  ({ SecretId }, caller, { store, rotations }) => {
    const secret = store.find(SecretId, caller);
    requirePrimary(secret);
    secret.deletion = undefined;
    rotations.schedule(secret);
    return identityOf(secret);
  },
);
