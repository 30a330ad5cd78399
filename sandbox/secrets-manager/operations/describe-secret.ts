import * as v from 'valibot';
import type { WireObject } from '../../aws/aws-service.ts';
import { secretId } from '../request-members.ts';
import { primaryRegionOf } from '../secret-filters.ts';
import { DAY_MS } from '../../time.ts';
import { inSeconds, type RotationSettings, type Secret } from '../secret.ts';
import { labelsOf } from '../version-labels.ts';
import { identityOf, operation } from './operation.ts';

/** Works on a secret that is marked for deletion, too. */
export const describeSecret = operation(v.object({ SecretId: secretId }), ({ SecretId }, caller, setting) => {
  const secret = setting.store.find(SecretId, caller);
  const stages = stagesOf(secret);
  return {
    ...described(secret),
    ...(stages !== undefined && { VersionIdsToStages: stages }),
    ...((secret.replicas?.size ?? 0) > 0 && { ReplicationStatus: setting.replication.statusOf(secret) }),
  };
});

/** What DescribeSecret and ListSecrets have in common. Versions without a label are left out. */
export function described(secret: Secret): WireObject {
  return {
    ...identityOf(secret),
    Description: secret.description || undefined,
    KmsKeyId: secret.keyId,
    ...(secret.rotation !== undefined && rotationOf(secret.rotation)),
    LastChangedDate: inSeconds(secret.changedAt),
    LastAccessedDate: inSeconds(secret.accessedOn),
    DeletedDate: inSeconds(secret.deletion?.date),
    Tags: secret.tags && [...secret.tags].map(([Key, Value]) => ({ Key, Value })),
    CreatedDate: inSeconds(secret.createdAt),
    PrimaryRegion: primaryRegionOf(secret),
  };
}

/** Undefined when no version has a label. */
export function stagesOf({ versions, labels }: Secret): Record<string, string[]> | undefined {
  if (labels.size === 0) return undefined;
  const labelled = [...versions.keys()].filter((versionId) => labels.has(versionId));
  return Object.fromEntries(labelled.map((versionId) => [versionId, labelsOf(labels, versionId)]));
}

function rotationOf(rotation: RotationSettings): WireObject {
  return {
    RotationEnabled: rotation.enabled,
    RotationLambdaARN: rotation.functionArn,
    RotationRules: rulesOf(rotation),
    LastRotatedDate: inSeconds(rotation.lastRotatedAt),
    NextRotationDate: inSeconds(rotation.nextRotationAt),
  };
}

/** After a rotation AWS answers the days to the next one, even if the schedule is an expression. */
function rulesOf({ schedule, lastRotatedAt, nextRotationAt }: RotationSettings): WireObject | undefined {
  if (schedule === undefined) return undefined;
  if (lastRotatedAt === undefined || nextRotationAt === undefined) return { ...schedule.rules };
  const days = Math.max(1, Math.round((nextRotationAt - lastRotatedAt) / DAY_MS));
  return { AutomaticallyAfterDays: days, ...schedule.rules };
}
