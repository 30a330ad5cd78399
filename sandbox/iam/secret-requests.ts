import type { WireObject } from '../aws/aws-service.ts';
import {
  type AccessRequest,
  given,
  onNothing,
  requestTags,
  type ResourcePlace,
  resourceTags,
} from './access-request.ts';
import type { ContextValues } from './policy-evaluation.ts';

/** What of a secret its callers' rights may hang on. */
export interface GuardedSecret {
  readonly arn: string;
  readonly tags?: ReadonlyMap<string, string> | undefined;
  /** Resource policy, as JSON. */
  readonly policy?: string | undefined;
  readonly rotationFunctionArn?: string | undefined;
}

interface SecretsGuard {
  readonly place: ResourcePlace;
  /** By name, ARN, or ARN without its suffix. */
  readonly secretOf: (secretId: string) => GuardedSecret | undefined;
}

const TAG = { key: 'Key', value: 'Value' };

/**
 * What a call of Secrets Manager asks of IAM; nothing where it names no secret, which the service refuses.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
export function secretRequests(operation: string, input: WireObject, guard: SecretsGuard): AccessRequest[] {
  const action = `secretsmanager:${operation}`;
  switch (operation) {
    case 'GetRandomPassword':
    case 'ListSecrets':
      return [onNothing(action)];
    case 'BatchGetSecretValue': {
      // Each secret is asked for by itself, when it is its turn.
      const listing = input['Filters'] === undefined ? [] : [onNothing('secretsmanager:ListSecrets')];
      return [onNothing(action), ...listing];
    }
    case 'CreateSecret':
      return creation(input, guard.place);
    default:
      return onSecret(action, operation, input, guard);
  }
}

function creation(input: WireObject, place: ResourcePlace): AccessRequest[] {
  const { Name, Description, KmsKeyId, Tags, AddReplicaRegions } = input;
  if (typeof Name !== 'string') return [];
  const tags = requestTags(Tags, TAG);
  const own = given({
    'secretsmanager:Name': Name,
    'secretsmanager:Description': Description,
    'secretsmanager:KmsKeyId': KmsKeyId,
  });
  const named = { resource: arnOf(Name, place), shownAs: Name };
  const replicating = replicaContext(input);
  return [
    { ...named, action: 'secretsmanager:CreateSecret', context: { ...own, ...tags, ...replicating } },
    ...(Tags === undefined ? [] : [{ ...named, action: 'secretsmanager:TagResource', context: tags }]),
    ...(AddReplicaRegions === undefined
      ? []
      : [{ ...named, action: 'secretsmanager:ReplicateSecretToRegions', context: replicating }]),
  ];
}

/** The regions alone, not their keys. */
function replicaContext({ AddReplicaRegions, ForceOverwriteReplicaSecret }: WireObject): ContextValues {
  const regions = Array.isArray(AddReplicaRegions)
    ? (AddReplicaRegions as (WireObject | null)[]).map((one) => one?.['Region'])
    : undefined;
  return given({
    'secretsmanager:AddReplicaRegions': regions,
    'secretsmanager:ForceOverwriteReplicaSecret': ForceOverwriteReplicaSecret,
  });
}

function onSecret(
  action: string,
  operation: string,
  input: WireObject,
  { place, secretOf }: SecretsGuard,
): AccessRequest[] {
  const { SecretId } = input;
  if (typeof SecretId !== 'string') return operation === 'ValidateResourcePolicy' ? [onNothing(action)] : [];
  const secret = secretOf(SecretId);
  const own = OWN_CONTEXT[operation]?.(input) ?? {};
  if (secret === undefined) return [{ action, resource: arnOf(SecretId, place), shownAs: SecretId, context: own }];
  const context = {
    ...given({
      'secretsmanager:SecretId': secret.arn,
      'secretsmanager:resource/AllowRotationLambdaArn': secret.rotationFunctionArn,
    }),
    ...resourceTags('secretsmanager', secret.tags),
    ...resourceTags('aws', secret.tags),
    ...own,
  };
  return [{ action, resource: secret.arn, context, resourcePolicy: secret.policy }];
}

/**
 * Condition keys that take their value from the request. What the request does not name has no key, whatever the
 * service then takes for it: GetSecretValue without a stage has no VersionStage, although it reads AWSCURRENT.
 * https://github.com/aws/aws-cli/issues/5031, https://github.com/boto/boto3/issues/2957
 */
const OWN_CONTEXT: Readonly<Record<string, (input: WireObject) => ContextValues>> = {
  GetSecretValue: ({ VersionId, VersionStage }) => ({
    ...given({ 'secretsmanager:VersionId': VersionId }),
    ...stages(VersionStage),
  }),
  UpdateSecretVersionStage: ({ VersionStage }) => stages(VersionStage),
  RotateSecret: ({ RotationLambdaARN, RotationRules, RotateImmediately }) =>
    given({
      'secretsmanager:RotationLambdaARN': RotationLambdaARN,
      'secretsmanager:ModifyRotationRules': RotationRules === undefined ? undefined : true,
      'secretsmanager:RotateImmediately': RotateImmediately,
    }),
  UpdateSecret: ({ Description, KmsKeyId }) =>
    given({ 'secretsmanager:Description': Description, 'secretsmanager:KmsKeyId': KmsKeyId }),
  DeleteSecret: ({ RecoveryWindowInDays, ForceDeleteWithoutRecovery }) =>
    given({
      'secretsmanager:RecoveryWindowInDays': RecoveryWindowInDays,
      'secretsmanager:ForceDeleteWithoutRecovery': ForceDeleteWithoutRecovery,
    }),
  ReplicateSecretToRegions: replicaContext,
  PutResourcePolicy: ({ BlockPublicPolicy }) => given({ 'secretsmanager:BlockPublicPolicy': BlockPublicPolicy }),
  TagResource: ({ Tags }) => requestTags(Tags, TAG),
  UntagResource: ({ TagKeys }) => requestTags(TagKeys, TAG),
};

/**
 * AWS describes the key as the list of the request's stages, so that only a set operator (`ForAnyValue:`) matches it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
function stages(stage: unknown): ContextValues {
  return given({ 'secretsmanager:VersionStage': typeof stage === 'string' ? [stage] : undefined });
}

/** The ARN of a secret that there is not, as far as it can be known: without the suffix. */
function arnOf(secretId: string, { partition, region, accountId }: ResourcePlace): string {
  return secretId.startsWith('arn:')
    ? secretId
    : `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${secretId}`;
}
