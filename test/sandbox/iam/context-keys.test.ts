import { allowedContextKeysForRequest, isWildcardOnlyAction } from '@cloud-copilot/iam-simulate';
import { describe, expect, test } from '@jest/globals';
import { sessionOf } from '../../../sandbox/aws/credentials.ts';
import { AccessQuestions } from '../../../sandbox/iam/access-questions.ts';
import { Roles } from '../../../sandbox/iam/roles.ts';
import { SERVICE_CALLS } from '../../../sandbox/iam/service-calls.ts';

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

const SECRET = { SecretId: 'app' };
const SECRET_CALLS: Readonly<Record<string, object>> = {
  BatchGetSecretValue: { Filters: [] },
  CancelRotateSecret: SECRET,
  CreateSecret: {
    Name: 'app',
    Description: 'd',
    KmsKeyId: 'k',
    Tags: [{ Key: 'a', Value: 'b' }],
    AddReplicaRegions: [{ Region: 'eu-west-1' }],
    ForceOverwriteReplicaSecret: true,
  },
  DeleteResourcePolicy: SECRET,
  DeleteSecret: { ...SECRET, RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: false },
  DescribeSecret: SECRET,
  GetRandomPassword: {},
  GetResourcePolicy: SECRET,
  GetSecretValue: { ...SECRET, VersionId: 'v', VersionStage: 's' },
  ListSecretVersionIds: SECRET,
  ListSecrets: {},
  PutResourcePolicy: { ...SECRET, BlockPublicPolicy: true },
  PutSecretValue: SECRET,
  RemoveRegionsFromReplication: { ...SECRET, RemoveReplicaRegions: ['eu-west-1'] },
  ReplicateSecretToRegions: {
    ...SECRET,
    AddReplicaRegions: [{ Region: 'eu-west-1' }],
    ForceOverwriteReplicaSecret: true,
  },
  RestoreSecret: SECRET,
  RotateSecret: { ...SECRET, RotationLambdaARN: 'f', RotationRules: {}, RotateImmediately: true },
  StopReplicationToReplica: SECRET,
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
  InvokeFunctionUrl: { ...FUNCTION, AuthType: 'AWS_IAM' },
  ListFunctions: {},
};

const caller = sessionOf('arn:aws:iam::123456789012:role/r', 's');
const functionOfSecret = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const questions = new AccessQuestions({
  place,
  roles: new Roles(),
  resources: {
    secret: secretOf,
    key: keyOf,
    keyOfCiphertext: keyOf,
    functionPolicy: () => undefined,
    functionTags: () => tags,
  },
});

type Calls = Readonly<Record<string, object>>;
type Service = Parameters<AccessQuestions['ofCall']>[0]['service'];
const each = (service: Service, calls: Calls, via?: { readonly service: string }) =>
  Object.entries(calls).flatMap(([operation, input]) =>
    questions.ofCall({ service, operation, input: { ...input }, caller, ...(via && { via: { ...via, ...ABOUT } }) }),
  );

/** What a call of a service is about. */
const ABOUT = { sourceArn: arn, versionId: 'v' };
const SECRETS_MANAGER = { service: 'secretsmanager.amazonaws.com' };
const USES_OF_KEYS = { Decrypt: { CiphertextBlob: 'x' }, GenerateDataKey: KEY };

/** What services do as themselves, each act with a resource of the right kind. */
const RESOURCE: Readonly<Record<string, string>> = {
  kms: keyOf().arn,
  lambda: functionOfSecret,
  sns: 'arn:aws:sns:us-east-1:123456789012:alarms',
  sts: 'arn:aws:iam::123456789012:role/r',
};
const ACTS = SERVICE_CALLS.filter(({ as }) => as === 'service').flatMap(({ service, actions }) =>
  actions.map((action) => ({
    ...ABOUT,
    service: service.replace('<region>', place.region),
    action,
    resource: RESOURCE[action.split(':')[0] ?? ''] ?? '',
  })),
);

const REQUESTS = [
  ...each('secretsmanager', SECRET_CALLS),
  ...each('kms', KEY_CALLS),
  ...each('lambda', FUNCTION_CALLS),
  ...each('sts', { AssumeRole: { RoleArn: RESOURCE['sts'], RoleSessionName: 's', ExternalId: 'e' } }),
  ...each('kms', USES_OF_KEYS, SECRETS_MANAGER),
  ...each('lambda', { Invoke: { FunctionName: functionOfSecret } }, SECRETS_MANAGER),
  ...questions.ofLogWriting(caller, 'group', 'stream'),
  ...ACTS.flatMap((act) => questions.ofService(act)),
].map(({ principal, request }) => [`${request.action} on ${request.resource} by ${principal.arn}`, request] as const);

test('every call of a service by another is among them', () => {
  const asked = new Set(REQUESTS.map(([, { action }]) => action));
  expect(SERVICE_CALLS.flatMap(({ actions }) => actions).filter((action) => !asked.has(action))).toEqual([]);
});

describe('AWS knows the action, its kind of resource, and every condition key that is filled in', () => {
  test.each(REQUESTS)('%s', async (_what, { action, resource, context }) => {
    const [service = '', name = ''] = action.split(':');
    expect(await isWildcardOnlyAction(service, name)).toBe(resource === '*');
    const known = await allowedContextKeysForRequest(service, name, resource, false, undefined);
    expect(Object.keys(context).filter((filled) => !known.some((pattern) => matches(pattern, filled)))).toEqual([]);
  });
});

describe('what a request does not name has no key, whatever the service then takes for it', () => {
  test.each(['GetSecretValue', 'RotateSecret', 'DeleteSecret', 'PutResourcePolicy', 'UpdateSecret'])(
    '%s',
    (operation) => {
      const [asked] = questions.ofCall({ service: 'secretsmanager', operation, input: SECRET, caller });
      const own = Object.keys(asked?.request.context ?? {}).filter((key) => key.startsWith('secretsmanager:'));
      expect(own.toSorted()).toEqual([
        'secretsmanager:ResourceTag/team',
        'secretsmanager:SecretId',
        'secretsmanager:resource/AllowRotationLambdaArn',
      ]);
    },
  );
});

test.each(['GetSecretValue', 'UpdateSecretVersionStage'])('the stage of %s is a list', (operation) => {
  const input = { ...SECRET, VersionStage: 'AWSCURRENT' };
  const [asked] = questions.ofCall({ service: 'secretsmanager', operation, input, caller });
  expect(asked?.request.context['secretsmanager:VersionStage']).toEqual(['AWSCURRENT']);
});

/** AWS writes a key with a part of one's own as `aws:ResourceTag/${TagKey}` or `…/tag-key`. */
function matches(pattern: string, filled: string): boolean {
  const [fixed = ''] = pattern.split(/\$\{|tag-key$/i);
  return fixed.length === pattern.length ? pattern === filled.toLowerCase() : filled.toLowerCase().startsWith(fixed);
}
