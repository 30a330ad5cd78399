import * as v from 'valibot';
import type { Caller } from '../../aws/aws-service.ts';
import { flag, text, unserved } from '../../aws/request-shape.ts';
import { replicaRegions, secretBinary, secretString, tags } from '../request-members.ts';
import { invalidRequest, secretExists } from '../refusals.ts';
import type { Secret, SecretValue } from '../secret.ts';
import { storeValue } from '../stored-versions.ts';
import { CURRENT } from '../version-labels.ts';
import { identityOf, operation, requireToken, type Setting, valueIn } from './operation.ts';
import { replicate, requireOtherRegions } from './replicate-secret.ts';

const request = v.object({
  Name: text(1, 512),
  ClientRequestToken: v.optional(v.string()),
  Description: v.optional(text(0, 2048)),
  KmsKeyId: v.optional(text(0, 2048)),
  SecretString: v.optional(secretString),
  SecretBinary: v.optional(secretBinary),
  Tags: v.optional(tags),
  AddReplicaRegions: v.optional(replicaRegions),
  ForceOverwriteReplicaSecret: flag,
  Type: unserved,
});

export const createSecret = operation(request, (input, caller, setting) => {
  const { store, clock } = setting;
  const versionId = requireToken(input.ClientRequestToken);
  const value = valueIn(input);
  if (input.AddReplicaRegions !== undefined) requireOtherRegions(input.AddReplicaRegions, setting.region);
  const namesake = store.byName(input.Name);
  if (namesake !== undefined) return createdBefore(namesake, versionId, value, caller, setting);

  const now = clock.now();
  const secret: Secret = {
    arn: store.newArn(input.Name),
    name: input.Name,
    createdAt: now,
    changedAt: now,
    description: input.Description,
    keyId: input.KmsKeyId || undefined,
    labels: new Map(),
    versions: new Map(),
  };
  if (input.Tags !== undefined) secret.tags = new Map(input.Tags.map(({ Key, Value }) => [Key, Value]));
  if (value !== undefined) storeValue(secret, { versionId, value, labels: [CURRENT], caller }, setting);
  store.add(secret);
  const answer = answered(secret, versionId, value);
  if (input.AddReplicaRegions === undefined) return answer;
  return { ...answer, ...replicate(secret, input, caller, setting) };
});

/** The same request once more has the same answer; any other finds the name taken. */
function createdBefore(
  secret: Secret,
  versionId: string,
  value: SecretValue | undefined,
  caller: Caller,
  setting: Setting,
): ReturnType<typeof answered> {
  if (secret.deletion !== undefined) {
    throw invalidRequest(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  if (value === undefined || secret.versions.get(versionId)?.value === undefined) throw secretExists(secret.name);
  storeValue(secret, { versionId, value, labels: [], caller }, setting);
  return answered(secret, versionId, value);
}

function answered(secret: Secret, versionId: string, value: SecretValue | undefined) {
  return { ...identityOf(secret), ...(value !== undefined && { VersionId: versionId }) };
}
