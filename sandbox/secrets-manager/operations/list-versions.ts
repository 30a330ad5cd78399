import * as v from 'valibot';
import { pageOf } from '../../aws/page.ts';
import { flag, integer, text } from '../../aws/request-shape.ts';
import { invalidNextToken } from '../refusals.ts';
import { secretId } from '../request-members.ts';
import { inSeconds } from '../secret.ts';
import { labelsOf } from '../version-labels.ts';
import { identityOf, operation } from './operation.ts';

const request = v.object({
  SecretId: secretId,
  MaxResults: v.optional(integer(1, 100), 100),
  NextToken: v.optional(text(1, 4096)),
  IncludeDeprecated: flag,
});

/** Leaves out the empty version of a rotation that has not stored anything yet, as AWS may. */
export const listSecretVersionIds = operation(request, (input, caller, { store }) => {
  const secret = store.findActive(input.SecretId, caller);
  const listed = [...secret.versions.values()].filter(
    ({ id, value }) => value !== undefined && (input.IncludeDeprecated || secret.labels.has(id)),
  );
  const page = pageOf(listed, input.MaxResults, input.NextToken, invalidNextToken);
  const Versions = page.items.map(({ id, createdAt, accessedOn, keyId }) => ({
    VersionId: id,
    ...(secret.labels.has(id) && { VersionStages: labelsOf(secret.labels, id) }),
    LastAccessedDate: inSeconds(accessedOn),
    CreatedDate: inSeconds(createdAt),
    KmsKeyIds: [keyId ?? 'DefaultEncryptionKey'],
  }));
  return { ...identityOf(secret), Versions, ...page.next };
});
