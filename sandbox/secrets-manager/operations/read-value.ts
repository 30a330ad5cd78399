import * as v from 'valibot';
import { AwsError, type Caller, type WireObject } from '../../aws/aws-service.ts';
import { pageOf } from '../../aws/page.ts';
import { integer, text, texts } from '../../aws/request-shape.ts';
import { secretId, stage, versionId } from '../request-members.ts';
import { invalidNextToken, invalidParameter, invalidRequest, stageNotFound, versionNotFound } from '../refusals.ts';
import { filters, matchesAll } from '../secret-filters.ts';
import { startOfDay } from '../../time.ts';
import { inSeconds, type Secret, type SecretVersion } from '../secret.ts';
import { CURRENT, holderOf, labelsOf } from '../version-labels.ts';
import { identityOf, operation, requireReachableKey, type Setting } from './operation.ts';

interface Selection {
  readonly VersionId?: string | undefined;
  readonly VersionStage?: string | undefined;
}

const getRequest = v.object({
  SecretId: secretId,
  VersionId: v.optional(versionId),
  VersionStage: v.optional(stage),
});

export const getSecretValue = operation(getRequest, ({ SecretId, ...selection }, caller, setting) =>
  read(SecretId, selection, caller, setting),
);

const batchRequest = v.object({
  SecretIdList: v.optional(texts({ least: 1, most: 2048 }, 1, 20)),
  Filters: v.optional(filters),
  MaxResults: v.optional(integer(1, 20)),
  NextToken: v.optional(text(1, 4096)),
});

export const batchGetSecretValue = operation(batchRequest, (input, caller, setting) => {
  const { SecretIdList, Filters, MaxResults } = input;
  if ((SecretIdList === undefined) === (Filters === undefined)) {
    throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
  }
  if (SecretIdList !== undefined && MaxResults !== undefined) {
    throw invalidParameter("'Filters' must be provided for 'MaxResults' to be used.");
  }
  const ids = SecretIdList ?? matching(Filters ?? [], setting);
  const page = pageOf(ids, MaxResults ?? 20, input.NextToken, invalidNextToken);
  const SecretValues: WireObject[] = [];
  const Errors: WireObject[] = [];
  for (const id of page.items) {
    try {
      const call = { service: 'secretsmanager', operation: 'GetSecretValue', caller } as const;
      setting.authorise?.({ ...call, input: { SecretId: id } });
      SecretValues.push(read(id, {}, caller, setting));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ SecretId: id, ErrorCode: error.name, Message: error.message });
    }
  }
  return { SecretValues, Errors, ...page.next };
});

function matching(wanted: Parameters<typeof matchesAll>[1], { store }: Setting): string[] {
  const found = store.all().filter((secret) => secret.deletion === undefined && matchesAll(secret, wanted));
  return found.map(({ arn }) => arn);
}

function read(id: string, selection: Selection, caller: Caller, setting: Setting): WireObject {
  const secret = setting.store.findActive(id, caller);
  const version = select(secret, selection);
  requireReachableKey(version.keyId, caller, setting);
  if (version.keyId !== undefined) {
    setting.encryption?.decrypt({ keyId: version.keyId, secretArn: secret.arn, versionId: version.id, caller });
  }
  // AWS keeps dates of access only by the day.
  secret.accessedOn = version.accessedOn = startOfDay(setting.clock.now());
  return {
    ...identityOf(secret),
    VersionId: version.id,
    ...version.value,
    VersionStages: labelsOf(secret.labels, version.id),
    CreatedDate: inSeconds(version.createdAt),
  };
}

/** The version that is asked for, if it has a value. */
function select({ versions, labels }: Secret, { VersionId, VersionStage }: Selection): SecretVersion {
  const label = VersionStage ?? CURRENT;
  const version = versions.get(VersionId ?? holderOf(labels, label) ?? '');
  if (version?.value === undefined) {
    throw VersionId === undefined ? stageNotFound(label) : versionNotFound(VersionId);
  }
  if (VersionStage !== undefined && labels.get(version.id)?.has(VersionStage) !== true) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  }
  return version;
}
