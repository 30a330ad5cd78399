import { allowedContextKeysForRequest, isWildcardOnlyAction } from '@cloud-copilot/iam-simulate';
import { describe, expect, test } from '@jest/globals';
import type { AccessRequest } from '../../../sandbox/iam/access-request.ts';
import { functionRequests } from '../../../sandbox/iam/function-requests.ts';
import { keyRequests } from '../../../sandbox/iam/key-requests.ts';
import { roleRequests } from '../../../sandbox/iam/role-requests.ts';
import { Roles } from '../../../sandbox/iam/roles.ts';
import { secretRequests } from '../../../sandbox/iam/secret-requests.ts';

const place = { partition: 'aws', region: 'us-east-1', accountId: '123456789012' };
const arn = `arn:aws:secretsmanager:us-east-1:${place.accountId}:secret:app-AbCdEf`;
const tags = new Map([['team', 'post']]);
const secretOf = () => ({ arn, tags, rotationFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f' });
const keyOf = () => ({
  arn: `arn:aws:kms:us-east-1:${place.accountId}:key/0a1b2c3d-0000-4000-8000-0123456789ab`,
  spec: 'RSA_2048',
  usage: 'SIGN_VERIFY',
  policy: '{}',
  tags,
  aliases: ['alias/app'],
});
const key = { place, keyOf, keyOfCiphertext: keyOf, context: { 'kms:CallerAccount': '1', 'kms:ViaService': 's' } };

const SECRET = { SecretId: 'app' };
const SECRET_CALLS: Readonly<Record<string, object>> = {
  BatchGetSecretValue: { Filters: [] },
  CancelRotateSecret: SECRET,
  CreateSecret: { Name: 'app', Description: 'd', KmsKeyId: 'k', Tags: [{ Key: 'a', Value: 'b' }] },
  DeleteResourcePolicy: SECRET,
  DeleteSecret: { ...SECRET, RecoveryWindowInDays: 7 },
  DescribeSecret: SECRET,
  GetRandomPassword: {},
  GetResourcePolicy: SECRET,
  GetSecretValue: { ...SECRET, VersionId: 'v', VersionStage: 's' },
  ListSecretVersionIds: SECRET,
  ListSecrets: {},
  PutResourcePolicy: SECRET,
  PutSecretValue: SECRET,
  RestoreSecret: SECRET,
  RotateSecret: { ...SECRET, RotationLambdaARN: 'f', RotationRules: {} },
  TagResource: { ...SECRET, Tags: [{ Key: 'a', Value: 'b' }] },
  UntagResource: { ...SECRET, TagKeys: ['a'] },
  UpdateSecret: { ...SECRET, Description: 'd', KmsKeyId: 'k' },
  UpdateSecretVersionStage: { ...SECRET, VersionStage: 's' },
  ValidateResourcePolicy: SECRET,
};

const KEY = { KeyId: 'alias/app' };
const KEY_CALLS: Readonly<Record<string, object>> = {
  CancelKeyDeletion: KEY,
  CreateAlias: { AliasName: 'alias/app', TargetKeyId: 'k' },
  CreateKey: { Tags: [{ TagKey: 'a', TagValue: 'b' }] },
  Decrypt: { CiphertextBlob: 'x', EncryptionContext: { SecretARN: arn } },
  DeleteAlias: { AliasName: 'alias/app' },
  DescribeKey: KEY,
  DisableKey: KEY,
  EnableKey: KEY,
  Encrypt: { ...KEY, EncryptionContext: { a: 'b' } },
  GenerateDataKey: KEY,
  GetKeyPolicy: KEY,
  GetPublicKey: KEY,
  ListAliases: {},
  ListKeys: {},
  ListResourceTags: KEY,
  PutKeyPolicy: KEY,
  ScheduleKeyDeletion: KEY,
  Sign: { ...KEY, SigningAlgorithm: 'a' },
  TagResource: { ...KEY, Tags: [{ TagKey: 'a', TagValue: 'b' }] },
  UntagResource: { ...KEY, TagKeys: ['a'] },
  UpdateAlias: { AliasName: 'alias/app', TargetKeyId: 'k' },
  Verify: { ...KEY, SigningAlgorithm: 'a', MessageType: 'DIGEST' },
};

const FUNCTION = { FunctionName: 'f', Qualifier: 'alias' };
const FUNCTION_CALLS: Readonly<Record<string, object>> = {
  GetFunction: FUNCTION,
  GetFunctionConfiguration: FUNCTION,
  GetPolicy: FUNCTION,
  Invoke: FUNCTION,
  ListFunctions: {},
};

type Calls = Readonly<Record<string, object>>;
type RequestsOf = (operation: string, input: object) => AccessRequest[];
const each = (calls: Calls, of: RequestsOf) =>
  Object.entries(calls).flatMap(([operation, input]) =>
    of(operation, input).map((request) => [`${request.action} on ${request.resource}`, request] as const),
  );

const REQUESTS = [
  ...each(SECRET_CALLS, (operation, input) => secretRequests(operation, { ...input }, { place, secretOf })),
  ...each(KEY_CALLS, (operation, input) => keyRequests(operation, { ...input }, key)),
  ...each(FUNCTION_CALLS, (operation, input) =>
    functionRequests(operation, { ...input }, { place, policyOf: () => undefined, tagsOf: () => tags }),
  ),
  ...each(
    { AssumeRole: { RoleArn: 'arn:aws:iam::123456789012:role/r', RoleSessionName: 's', ExternalId: 'e' } },
    (operation, input) => roleRequests(operation, { ...input }, new Roles()),
  ),
];

describe('AWS knows the action, its kind of resource, and every condition key that is filled in', () => {
  test.each(REQUESTS)('%s', async (_what, { action, resource, context }) => {
    const [service = '', name = ''] = action.split(':');
    expect(await isWildcardOnlyAction(service, name)).toBe(resource === '*');
    const known = await allowedContextKeysForRequest(service, name, resource, false, undefined);
    expect(Object.keys(context).filter((filled) => !known.some((pattern) => matches(pattern, filled)))).toEqual([]);
  });
});

/** AWS writes a key with a part of one's own as `aws:ResourceTag/${TagKey}` or `…/tag-key`. */
function matches(pattern: string, filled: string): boolean {
  const [fixed = ''] = pattern.split(/\$\{|tag-key$/i);
  return fixed.length === pattern.length ? pattern === filled.toLowerCase() : filled.toLowerCase().startsWith(fixed);
}
