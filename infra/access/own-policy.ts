import { Policy, type PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acceptFindings } from '../accepted-findings.ts';

/** Adds statements to a role by a policy that belongs to a construct of its own, so that the role's stays the same for all. */
export function addOwnPolicy(scope: Construct, id: string, role: Role, statements: readonly PolicyStatement[]): void {
  const policy = new Policy(scope, id, { roles: [role], statements: [...statements] });
  acceptFindings(
    policy,
    ['NIST.800.53.R5-IAMNoInlinePolicy'],
    'It is for one role alone and names one secret or key: a managed policy could be attached to another role.',
  );
}
