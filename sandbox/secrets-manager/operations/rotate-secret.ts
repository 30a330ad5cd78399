import * as v from 'valibot';
import { integer, patterned, text, unserved } from '../../aws/request-shape.ts';
import { secretId } from '../request-members.ts';
import { cannotInvoke, invalidParameter, invalidRequest } from '../refusals.ts';
import { rotationSchedule } from '../rotation/rotation-schedule.ts';
import type { RotationSettings } from '../secret.ts';
import { openPendingVersion, openTestVersion } from '../stored-versions.ts';
import { unfinishedVersion } from '../version-labels.ts';
import { identityOf, operation, requireToken } from './operation.ts';

const rotateRequest = v.object({
  SecretId: secretId,
  ClientRequestToken: v.optional(v.string()),
  RotationLambdaARN: v.optional(text(0, 2048)),
  RotationRules: v.optional(
    v.object({
      AutomaticallyAfterDays: v.optional(integer(1, 1000)),
      Duration: v.optional(patterned(2, 3, /^[0-9]+h$/)),
      ScheduleExpression: v.optional(text(1, 256)),
    }),
  ),
  RotateImmediately: v.optional(v.boolean(), true),
  ExternalSecretRotationMetadata: unserved,
  ExternalSecretRotationRoleArn: unserved,
});

/** Accepts the rotation and starts it; what becomes of it shows in DescribeSecret. The same token again changes nothing. */
export const rotateSecret = operation(rotateRequest, (input, caller, { store, clock, rotations, authorise }) => {
  const versionId = requireToken(input.ClientRequestToken, invalidParameter);
  const secret = store.findPrimary(input.SecretId, caller);
  const functionArn = input.RotationLambdaARN || secret.rotation?.functionArn;
  if (functionArn === undefined) {
    throw invalidRequest('No Lambda rotation function ARN is associated with this secret.');
  }
  const schedule = input.RotationRules && rotationSchedule(input.RotationRules);
  const via = { service: 'secretsmanager.amazonaws.com' };
  authorise?.({ service: 'lambda', operation: 'Invoke', input: { FunctionName: functionArn }, caller, via });
  if (!rotations.mayInvoke(functionArn, secret.arn)) throw cannotInvoke();
  const answer = { ...identityOf(secret), VersionId: versionId };
  if (secret.versions.has(versionId)) return answer;
  if (unfinishedVersion(secret.labels) !== undefined) {
    throw invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");
  }

  const open = input.RotateImmediately ? openPendingVersion : openTestVersion;
  open(secret, versionId, clock.now());
  const isNews = schedule !== undefined || secret.rotation?.enabled !== true;
  const rotation: RotationSettings = { ...secret.rotation, enabled: true, functionArn };
  if (schedule !== undefined) rotation.schedule = schedule;
  secret.rotation = rotation;
  if (isNews) rotations.schedule(secret);
  void (input.RotateImmediately ? rotations.rotate(secret, versionId) : rotations.test(secret, versionId));
  return answer;
});

/** Turns rotation off. Labels stay where they are, AWSPENDING too: somebody has to decide about that version. */
export const cancelRotateSecret = operation(
  v.object({ SecretId: secretId }),
  ({ SecretId }, caller, { store, clock, rotations }) => {
    const secret = store.findPrimary(SecretId, caller);
    if (secret.rotation === undefined) throw invalidRequest('Rotation was never configured for this secret.');
    secret.rotation.enabled = false;
    secret.rotation.nextRotationAt = undefined;
    secret.changedAt = clock.now();
    rotations.suspend(secret);
    const unfinished = unfinishedVersion(secret.labels);
    return { ...identityOf(secret), ...(unfinished !== undefined && { VersionId: unfinished }) };
  },
);
