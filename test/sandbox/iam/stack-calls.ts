import { type Caller, SANDBOX_REGION, type WireObject } from '../../../sandbox/aws/aws-service.ts';
import { sessionOf } from '../../../sandbox/aws/credentials.ts';
import type { AccessQuestion, ServiceAct } from '../../../sandbox/iam/access-questions.ts';
import { arnIn } from '../../../sandbox/secrets-manager/secret-arn.ts';
import { REPLICA_REGION, type RichStack } from './rich-stack.ts';

const READER = 'arn:aws:iam::444455556666:role/reader';
const CONSUMER = 'arn:aws:iam::123456789012:role/mail-merge';
const VERSION = '0f6a1c2e-0000-4000-8000-0123456789ab';
const SECRETS_MANAGER = 'secretsmanager.amazonaws.com';

/**
 * What the calls ask of IAM that the functions of a stack, the services around them and its consumers make: each of
 * them of everything that there is, so that most are refused.
 */
export function stackCalls({ authorisation, resources, roles, kms, secretsManager, lambda }: RichStack) {
  const { questions } = authorisation;
  const secrets = secretsManager.secrets().map(({ arn }) => arn);
  const keys = kms.keys();
  const keysOfCopies = kms.keys(REPLICA_REGION);
  const refsOf = (type: string) => resources.filter((one) => one.type === type).map(({ ref }) => ref);
  const inRegion = (service: string, name: string) => `arn:aws:${service}:${SANDBOX_REGION}:123456789012:${name}`;
  const rules = refsOf('AWS::Events::Rule').map((name) => inRegion('events', `rule/${name}`));
  const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap(refsOf);
  const logGroups = refsOf('AWS::Logs::LogGroup').map((name) => inRegion('logs', `log-group:${name}`));
  const functions = lambda.functions().map(({ functionArn }) => functionArn);
  const topicPolicies = resources.filter(({ type }) => type === 'AWS::SNS::TopicPolicy');

  const caller = (roleArn: string): Caller => sessionOf(roleArn, 'stack');
  const called = (service: 'secretsmanager' | 'kms' | 'lambda', operation: string, input: WireObject, who: string) =>
    questions.ofCall({ service, operation, input, caller: caller(who) });

  const ofRole = (who: string): AccessQuestion[] => [
    ...secrets.flatMap((SecretId) => [
      ...called('secretsmanager', 'DescribeSecret', { SecretId }, who),
      ...called('secretsmanager', 'GetSecretValue', { SecretId, VersionStage: 'AWSCURRENT' }, who),
      ...called('secretsmanager', 'ListSecretVersionIds', { SecretId }, who),
      ...called('secretsmanager', 'PutSecretValue', { SecretId }, who),
      ...called('secretsmanager', 'RotateSecret', { SecretId }, who),
      ...called('secretsmanager', 'UpdateSecretVersionStage', { SecretId, VersionStage: 'AWSPENDING' }, who),
      ...keys.flatMap(({ arn }) => keyUses(who, SecretId, arn)),
      ...keysOfCopies.flatMap(({ arn }) => usesForCopy(who, arnIn(REPLICA_REGION, SecretId), arn)),
    ]),
    ...keys.flatMap(({ arn: KeyId, spec }) => [
      ...algorithmsOf(spec).flatMap((SigningAlgorithm) =>
        called('kms', 'Sign', { KeyId, MessageType: 'DIGEST', SigningAlgorithm }, who),
      ),
      ...called('kms', 'GetPublicKey', { KeyId }, who),
      ...called('kms', 'DescribeKey', { KeyId }, who),
    ]),
    ...functions.flatMap((FunctionName) =>
      questions.ofCall({
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName },
        caller: caller(who),
        via: { service: SECRETS_MANAGER },
      }),
    ),
  ];

  const keyUses = (who: string, sourceArn: string, KeyId: string): AccessQuestion[] =>
    ['Decrypt', 'GenerateDataKey'].flatMap((operation) =>
      questions.ofCall({
        service: 'kms',
        operation,
        input: { KeyId },
        caller: caller(who),
        via: { service: SECRETS_MANAGER, sourceArn, versionId: VERSION },
      }),
    );

  /** Which of the two regions' Secrets Manager comes, AWS does not say. */
  const usesForCopy = (who: string, sourceArn: string, KeyId: string): AccessQuestion[] =>
    ['Encrypt', 'GenerateDataKey'].flatMap((operation) =>
      [SANDBOX_REGION, REPLICA_REGION].flatMap((serviceRegion) =>
        questions.ofCall({
          service: 'kms',
          operation,
          input: { KeyId },
          caller: { ...caller(who), region: REPLICA_REGION },
          via: { service: SECRETS_MANAGER, sourceArn, versionId: VERSION, serviceRegion },
        }),
      ),
    );

  const acts = (one: Omit<ServiceAct, 'action'>, ...actions: readonly string[]) =>
    actions.flatMap((action) => questions.ofService({ ...one, action }));

  const ofServices = [
    ...functions.flatMap((resource) => [
      ...secrets.flatMap((sourceArn) =>
        acts({ service: SECRETS_MANAGER, resource, sourceArn }, 'lambda:InvokeFunction'),
      ),
      ...rules.flatMap((sourceArn) =>
        acts({ service: 'events.amazonaws.com', resource, sourceArn }, 'lambda:InvokeFunction'),
      ),
    ]),
    ...alarms.flatMap((name) => {
      const alarm = { service: 'cloudwatch.amazonaws.com', sourceArn: inRegion('cloudwatch', `alarm:${name}`) };
      return [
        ...keys.flatMap(({ arn }) => acts({ ...alarm, resource: arn }, 'kms:Decrypt', 'kms:GenerateDataKey')),
        ...topicPolicies.flatMap(({ properties: { Topics, PolicyDocument } }) =>
          (Topics as string[]).flatMap((resource) =>
            acts({ ...alarm, resource, resourcePolicy: JSON.stringify(PolicyDocument) }, 'sns:Publish'),
          ),
        ),
      ];
    }),
    ...logGroups.flatMap((sourceArn) =>
      keys.flatMap(({ arn: resource }) =>
        acts(
          { service: `logs.${SANDBOX_REGION}.amazonaws.com`, resource, sourceArn },
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:GenerateDataKey',
        ),
      ),
    ),
  ];

  const ofConsumers = [CONSUMER, READER.replace('reader', 'any')].flatMap((who) =>
    refsOf('AWS::Lambda::Alias').flatMap((FunctionName) => [
      ...called('lambda', 'Invoke', { FunctionName }, who),
      ...called('lambda', 'InvokeFunctionUrl', { FunctionName, AuthType: 'AWS_IAM' }, who),
    ]),
  );

  return [...roles.all().flatMap(({ arn }) => ofRole(arn)), ...ofRole(READER), ...ofServices, ...ofConsumers];
}

function algorithmsOf(spec: string): string[] {
  if (spec.startsWith('ECC')) return ['ECDSA_SHA_256'];
  return spec.startsWith('RSA') ? ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PSS_SHA_256'] : [];
}
