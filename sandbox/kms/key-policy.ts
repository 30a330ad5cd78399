import { AwsError, type Caller } from '../aws/aws-service.ts';

const PUT_KEY_POLICY = 'kms:PutKeyPolicy';

/** The policy of a key that was made without one: the account's IAM policies decide. */
export function defaultKeyPolicy(place: { readonly partition: string; readonly accountId: string }): string {
  const policy = {
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${place.partition}:iam::${place.accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  };
  return JSON.stringify(policy, null, 2);
}

/**
 * @param bypass leaves out AWS's check that the caller can change the policy again
 * @throws AwsError `MalformedPolicyDocumentException`
 */
export function requireUsablePolicy(policy: string, caller: Caller, bypass: boolean): void {
  const statements = statementsOf(policy);
  if (bypass || statements.some((statement) => letsPutPolicy(statement, caller))) return;
  throw malformed('The new key policy will not allow you to update the key policy in the future.');
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Action?: unknown;
}

function statementsOf(policy: string): Statement[] {
  const { Statement: statements } = parsed(policy);
  const list = listOf(statements);
  if (list.length === 0 || list.some((statement) => typeof statement !== 'object' || statement === null)) {
    throw malformed('Policy contains no valid statement.');
  }
  return list as Statement[];
}

function parsed(policy: string): { readonly Statement?: unknown } {
  try {
    return (JSON.parse(policy) as object | null) ?? {};
  } catch {
    throw malformed('This policy contains invalid Json');
  }
}

function letsPutPolicy({ Effect, Principal, Action }: Statement, { accountId, arn, roleArn }: Caller): boolean {
  const principals = listOf(
    typeof Principal === 'object' && Principal !== null && 'AWS' in Principal ? Principal.AWS : Principal,
  );
  const mine = principals.some(
    (principal) =>
      principal === '*' ||
      principal === accountId ||
      principal === arn ||
      principal === roleArn ||
      String(principal).endsWith(`:iam::${accountId}:root`),
  );
  return Effect === 'Allow' && mine && listOf(Action).some((action) => covers(String(action), PUT_KEY_POLICY));
}

function covers(pattern: string, action: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message);
}
