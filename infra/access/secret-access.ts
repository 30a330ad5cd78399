import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Conditions } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What a rotation does with a secret; whoever issues by a one-time code does the same. */
export const ROTATION_ACTIONS = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
];

/**
 * ARN of the secrets in the stack's account whose name, with its six characters, fits a pattern.
 * @param region the stack's when absent
 */
export function secretArnPattern(scope: Construct, namePattern: string, region?: string): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    ...(region && { region }),
    resource: 'secret',
    resourceName: namePattern,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/**
 * Lets the vendor read tokens: the current one and no other, and nothing else of the secret. It has to name the stage: a
 * request that names none has no `secretsmanager:VersionStage`, although AWSCURRENT is what it would read
 * (belief: version-stage-key).
 * @param secretArn of one secret, or a pattern
 * @param tags what the tags of the secrets must be, as condition keys
 * @see https://github.com/aws/aws-cli/issues/5031
 */
export function readsCurrentToken(secretArn: string, tags: Readonly<Record<string, string>> = {}): PolicyStatement {
  return new PolicyStatement({
    sid: 'ReadCurrentTokens',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [secretArn],
    conditions: {
      ...inStage('StringEquals', 'AWSCURRENT'),
      ...(Object.keys(tags).length > 0 && { StringEquals: tags }),
    },
  });
}

/**
 * The condition that a request names a stage. AWS gives a request's stages as a list, so the operator has to say that
 * any of them counts. It would not narrow PutSecretValue, which names several.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
export function inStage(operator: 'StringEquals' | 'StringLike', stages: string | string[]): Conditions {
  return { [`ForAnyValue:${operator}`]: { 'secretsmanager:VersionStage': stages } };
}
