import * as v from 'valibot';
import { secretId, stage, versionId } from '../request-members.ts';
import { invalidParameter } from '../refusals.ts';
import { changeLabels } from '../stored-versions.ts';
import { labelsAfterMove } from '../version-labels.ts';
import { identityOf, operation } from './operation.ts';

const request = v.object({
  SecretId: secretId,
  VersionStage: stage,
  RemoveFromVersionId: v.optional(versionId),
  MoveToVersionId: v.optional(versionId),
});

export const updateSecretVersionStage = operation(request, (input, caller, { store, clock }) => {
  const { VersionStage: label, RemoveFromVersionId: from, MoveToVersionId: to } = input;
  const secret = store.findPrimary(input.SecretId, caller);
  if (from === undefined && to === undefined) {
    throw invalidParameter('You must specify RemoveFromVersionId, MoveToVersionId, or both.');
  }
  const unknown = [from, to].find((id) => id !== undefined && !secret.versions.has(id));
  if (unknown !== undefined) throw invalidParameter(`Not a valid version: ${unknown}`);
  changeLabels(secret, labelsAfterMove(secret.labels, { label, from, to }), clock.now());
  return identityOf(secret);
});
