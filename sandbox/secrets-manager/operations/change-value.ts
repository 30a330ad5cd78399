import * as v from 'valibot';
import type { Caller } from '../../aws/aws-service.ts';
import { patterned, sensitive, text, unserved } from '../../aws/request-shape.ts';
import { secretBinary, secretId, secretString, stages } from '../request-members.ts';
import { invalidRequest } from '../refusals.ts';
import { requirePrimary } from '../secret-store.ts';
import type { Secret } from '../secret.ts';
import { storeValue } from '../stored-versions.ts';
import { CURRENT, holderOf, labelsOf, PENDING, PREVIOUS } from '../version-labels.ts';
import { identityOf, operation, requireReachableKey, requireToken, type Setting, valueIn } from './operation.ts';

const putRequest = v.object({
  SecretId: secretId,
  ClientRequestToken: v.optional(v.string()),
  SecretString: v.optional(secretString),
  SecretBinary: v.optional(secretBinary),
  VersionStages: v.optional(stages),
  RotationToken: v.optional(sensitive(patterned(36, 256, /^[a-zA-Z0-9-]+$/))),
});

export const putSecretValue = operation(putRequest, (input, caller, setting) => {
  const versionId = requireToken(input.ClientRequestToken);
  const secret = setting.store.findPrimary(input.SecretId, caller);
  requireReachableKey(secret.keyId, caller, setting);
  const value = valueIn(input);
  if (value === undefined) throw invalidRequest('You must provide either SecretString or SecretBinary.');
  const labels = input.VersionStages ?? [CURRENT];
  store(secret, { versionId, value, labels, caller }, setting);
  return { ...identityOf(secret), VersionId: versionId, VersionStages: labelsOf(secret.labels, versionId) };
});

const updateRequest = v.object({
  SecretId: secretId,
  ClientRequestToken: v.optional(v.string()),
  Description: v.optional(text(0, 2048)),
  KmsKeyId: v.optional(text(0, 2048)),
  SecretString: v.optional(secretString),
  SecretBinary: v.optional(secretBinary),
  Type: unserved,
});

export const updateSecret = operation(updateRequest, (input, caller, setting) => {
  const versionId = requireToken(input.ClientRequestToken);
  const secret = setting.store.findActive(input.SecretId, caller);
  const value = valueIn(input);
  // A replica can be given another key, and nothing else:
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/standalone-secret.html
  if (value !== undefined || input.Description !== undefined || input.KmsKeyId === undefined) requirePrimary(secret);
  const formerKeyId = secret.keyId;
  if (input.KmsKeyId !== undefined) secret.keyId = input.KmsKeyId || undefined;
  try {
    if (value !== undefined) store(secret, { versionId, value, labels: [CURRENT], caller }, setting);
  } catch (error) {
    secret.keyId = formerKeyId;
    throw error;
  }
  if (secret.keyId !== formerKeyId) encryptAnew(secret, caller, setting);
  if (secret.primaryRegion !== undefined) setting.replication.setKey(secret, secret.keyId);
  if (input.Description !== undefined) secret.description = input.Description;
  secret.changedAt = setting.clock.now();
  return { ...identityOf(secret), ...(value !== undefined && { VersionId: versionId }) };
});

/** A new current value counts as a rotation. */
function store(secret: Secret, storing: Parameters<typeof storeValue>[1], setting: Setting): void {
  const isCurrent = storeValue(secret, storing, setting);
  if (isCurrent) setting.rotations.valueWasSetByHand(secret);
}

/** The versions in use move to the new key; without the right to use it, they stay with the old one, says AWS. */
function encryptAnew(secret: Secret, caller: Caller, { encryption }: Setting): void {
  for (const label of [CURRENT, PENDING, PREVIOUS]) {
    const version = secret.versions.get(holderOf(secret.labels, label) ?? '');
    if (version?.value === undefined) continue;
    const use = { secretArn: secret.arn, versionId: version.id, caller };
    try {
      if (version.keyId !== undefined) encryption?.decrypt({ ...use, keyId: version.keyId });
      if (secret.keyId !== undefined) encryption?.encrypt({ ...use, keyId: secret.keyId });
      version.keyId = secret.keyId;
    } catch {
      continue;
    }
  }
}
