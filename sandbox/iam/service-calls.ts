import type { CallSubject } from '../aws/authorise.ts';
import type { ResourcePlace } from './access-request.ts';

/**
 * As whom a service calls another:
 * - `service`: as itself. It has no policies; the resource's decides.
 * - `caller`: as whoever called it, whose policies and the resource's decide.
 * - `role`: with the credentials of a role that it was given, or of the very request that it serves.
 */
export type CallsAs = 'service' | 'caller' | 'role';

/** How a value arises; undefined when nobody said what the call is about. */
type Value = (subject: CallSubject, place: ResourcePlace) => string | undefined;

/** A call that one service makes of another. */
export interface ServiceCall {
  /** The calling service, as resource policies name it. */
  readonly service: string;
  readonly as: CallsAs;
  readonly actions: readonly string[];
  /** The condition keys that the called service gets from the calling one, beside AWS's global keys of every request. */
  readonly keys: Readonly<Record<string, Value>>;
  /** What the call names to KMS, which makes condition keys of it. */
  readonly encryptionContext?: Readonly<Record<string, Value>>;
  /** Where AWS says so. */
  readonly evidence: readonly string[];
}

const DOCS = 'https://docs.aws.amazon.com';

const sourceArn: Value = (subject) => subject.sourceArn;
const sourceAccount: Value = (subject) => subject.sourceArn?.split(':')[4];

/**
 * Every call that one service makes of another here, with the condition keys that come with it. A key without evidence
 * is not in the table: a stack written from the same belief would pass here and fail on AWS. A call that is not in it
 * is an error.
 */
export const SERVICE_CALLS: readonly ServiceCall[] = [
  {
    // Not aws:SourceAccount: "A SourceAccount setting prevents EventBridge from being able to invoke the function".
    service: 'events.amazonaws.com',
    as: 'service',
    actions: ['lambda:InvokeFunction'],
    keys: { 'aws:SourceArn': sourceArn },
    evidence: [
      `${DOCS}/eventbridge/latest/userguide/eb-troubleshooting.html`,
      'https://github.com/hashicorp/terraform-provider-aws/issues/4116',
    ],
  },
  {
    service: 'secretsmanager.amazonaws.com',
    as: 'service',
    actions: ['lambda:InvokeFunction'],
    keys: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': sourceAccount },
    evidence: [`${DOCS}/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html`],
  },
  {
    service: 'secretsmanager.amazonaws.com',
    as: 'caller',
    actions: ['lambda:InvokeFunction'],
    keys: {},
    evidence: [`${DOCS}/secretsmanager/latest/apireference/API_RotateSecret.html`],
  },
  {
    service: 'secretsmanager.amazonaws.com',
    as: 'caller',
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    keys: {
      'kms:ViaService': ({ serviceRegion }, { region }) => `secretsmanager.${serviceRegion ?? region}.amazonaws.com`,
      'kms:CallerAccount': ({ callerAccount }) => callerAccount,
    },
    encryptionContext: { SecretARN: sourceArn, SecretVersionId: ({ versionId }) => versionId },
    evidence: [
      `${DOCS}/secretsmanager/latest/userguide/security-encryption.html`,
      `${DOCS}/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html`,
    ],
  },
  {
    service: 'cloudwatch.amazonaws.com',
    as: 'service',
    actions: ['sns:Publish'],
    keys: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': sourceAccount },
    evidence: [
      `${DOCS}/sns/latest/dg/sns-access-policy-use-cases.html`,
      'https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger',
    ],
  },
  {
    service: 'cloudwatch.amazonaws.com',
    as: 'service',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    keys: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': sourceAccount },
    evidence: [`${DOCS}/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services`],
  },
  {
    // CloudWatch Logs has a principal for each region: `logs.us-east-1.amazonaws.com`.
    service: 'logs.<region>.amazonaws.com',
    as: 'service',
    actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    keys: {},
    encryptionContext: { 'aws:logs:arn': sourceArn },
    evidence: [`${DOCS}/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html`],
  },
  {
    service: 'lambda.amazonaws.com',
    as: 'service',
    actions: ['sts:AssumeRole'],
    keys: {},
    evidence: [`${DOCS}/lambda/latest/dg/lambda-intro-execution-role.html`],
  },
  {
    service: 'lambda.amazonaws.com',
    as: 'role',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    keys: {},
    evidence: [`${DOCS}/lambda/latest/dg/monitoring-cloudwatchlogs.html`],
  },
  {
    // A function URL checks whoever signed the request.
    service: 'lambda.amazonaws.com',
    as: 'role',
    actions: ['lambda:InvokeFunctionUrl'],
    keys: { 'lambda:FunctionUrlAuthType': ({ authType }) => authType },
    evidence: [`${DOCS}/lambda/latest/dg/urls-auth.html`],
  },
  {
    service: 'lambda.amazonaws.com',
    as: 'role',
    actions: ['lambda:InvokeFunction'],
    keys: { 'lambda:InvokedViaFunctionUrl': () => 'true' },
    evidence: [`${DOCS}/lambda/latest/dg/urls-auth.html`],
  },
];
