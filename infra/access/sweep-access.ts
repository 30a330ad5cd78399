import { PolicyStatement, type Conditions } from 'aws-cdk-lib/aws-iam';
import { inStage } from './secret-access.ts';

/** Labels that the sweep moves: its own, and the one that a stuck version is released from (belief: sweep-labels). */
const MOVED_LABELS = ['click2mail:*', 'AWSPENDING'];

/**
 * What the sweep does with token secrets: it reads, moves labels that no reader of the secret goes by, and has a
 * rotation begin as it was set up. It stores nothing, and cannot make a version current.
 * @param secretArn of one secret, or a pattern
 * @param tags what the tags of the secrets must be, as condition keys
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
export function sweepStatements(secretArn: string, tags: Readonly<Record<string, string>> = {}): PolicyStatement[] {
  const bound = Object.keys(tags).length === 0 ? {} : { StringEquals: tags };
  const statement = (sid: string, actions: string[], conditions: Conditions = {}) =>
    new PolicyStatement({ sid, actions, resources: [secretArn], conditions: { ...bound, ...conditions } });
  return [
    statement('ReadTokenSecrets', ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']),
    statement('MoveLedgerLabels', ['secretsmanager:UpdateSecretVersionStage'], inStage('StringLike', MOVED_LABELS)),
    statement('StartRotation', ['secretsmanager:RotateSecret'], {
      // Neither another function nor another schedule (belief: modify-rotation-rules).
      Null: { 'secretsmanager:RotationLambdaARN': 'true' },
      BoolIfExists: { 'secretsmanager:ModifyRotationRules': 'false' },
    }),
  ];
}

/**
 * Lets the sweep see whether a signing key can be used, long before a rotation needs it.
 * @param keyArns of keys, or patterns
 * @param tags what the tags of the keys must be, as condition keys
 */
export function keyStateStatement(
  keyArns: readonly string[],
  tags: Readonly<Record<string, string>> = {},
): PolicyStatement {
  return new PolicyStatement({
    sid: 'SeeKeyStates',
    actions: ['kms:DescribeKey'],
    resources: [...keyArns],
    conditions: Object.keys(tags).length === 0 ? {} : { StringEquals: tags },
  });
}
