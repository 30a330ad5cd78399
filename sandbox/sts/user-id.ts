import { createHash } from 'node:crypto';
import type { Caller } from '../aws/aws-service.ts';

/** AWS's unique id of a user, or of a role and its session. It is drawn from the ARN, so that it stays the same. */
export function userIdOf({ arn, roleArn }: Caller): string {
  if (roleArn === undefined) return `AIDA${uniqueId(arn)}`;
  return `${roleIdOf(roleArn)}:${arn.slice(arn.lastIndexOf('/') + 1)}`;
}

/** AWS's unique id of a role. */
export function roleIdOf(roleArn: string): string {
  return `AROA${uniqueId(roleArn)}`;
}

function uniqueId(arn: string): string {
  return createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase();
}
