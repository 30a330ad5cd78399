import * as v from 'valibot';
import type { Caller, WireObject } from '../../aws/aws-service.ts';
import { flag } from '../../aws/request-shape.ts';
import { invalidParameter } from '../refusals.ts';
import { DEFAULT_KEY } from '../replication.ts';
import { regions, replicaRegions, secretId } from '../request-members.ts';
import type { Secret } from '../secret.ts';
import { operation, type Setting } from './operation.ts';

interface Replicating {
  readonly AddReplicaRegions?: v.InferOutput<typeof replicaRegions> | undefined;
  readonly ForceOverwriteReplicaSecret: boolean;
}

const replicateRequest = v.object({
  SecretId: secretId,
  AddReplicaRegions: replicaRegions,
  ForceOverwriteReplicaSecret: flag,
});

/** Named for a region where it failed, this is how it is tried again. */
export const replicateSecretToRegions = operation(replicateRequest, (input, caller, setting) => {
  const secret = setting.store.findPrimary(input.SecretId, caller);
  requireOtherRegions(input.AddReplicaRegions, setting.region);
  return { ARN: secret.arn, ...replicate(secret, input, caller, setting) };
});

const removeRequest = v.object({ SecretId: secretId, RemoveReplicaRegions: regions });

export const removeRegionsFromReplication = operation(removeRequest, (input, caller, { store, replication }) => {
  const secret = store.findPrimary(input.SecretId, caller);
  replication.remove(secret, input.RemoveReplicaRegions);
  return { ARN: secret.arn, ReplicationStatus: replication.statusOf(secret) };
});

/** Called in the replica's region. AWS's words for a secret that is no replica are not known. */
export const stopReplicationToReplica = operation(
  v.object({ SecretId: secretId }),
  ({ SecretId }, caller, { store, replication }) => {
    const secret = store.findActive(SecretId, caller);
    if (secret.primaryRegion === undefined) throw invalidParameter('The secret is not a replica.');
    replication.promote(secret);
    return { ARN: secret.arn };
  },
);

/** Begins to replicate a secret; the answer says of the regions that are new only that they are in progress. */
export function replicate(secret: Secret, input: Replicating, caller: Caller, setting: Setting): WireObject {
  const { AddReplicaRegions = [], ForceOverwriteReplicaSecret: overwrite } = input;
  const wanted = AddReplicaRegions.map(({ Region, KmsKeyId = '' }) => ({
    region: Region,
    keyId: ['', DEFAULT_KEY].includes(KmsKeyId) ? undefined : KmsKeyId,
  }));
  setting.replication.add(secret, wanted, { caller, overwrite });
  const begun = wanted.map((one) => one.region);
  return { ReplicationStatus: setting.replication.statusOf(secret, begun) };
}

/** @throws InvalidParameterException https://github.com/getmoto/moto/pull/7270 */
export function requireOtherRegions(wanted: NonNullable<Replicating['AddReplicaRegions']>, own: string): void {
  if (wanted.some(({ Region }) => Region === own)) throw invalidParameter('Invalid replica region.');
}
