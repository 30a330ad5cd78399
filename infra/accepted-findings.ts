import { Validations, type Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts findings of cdk-nag on a construct, with the reason that a reviewer is to judge. It is kept in the report of
 * the synthesis for each resource.
 * @param findings a rule's name, with the finding where a rule has several: `AwsSolutions-IAM5[Resource::*]`
 */
export function acceptFindings(construct: IConstruct, findings: readonly string[], reason: string): void {
  // Named with their pack: without it, a finding would be gone from the report, and its reason with it.
  const rules = findings.map((finding) => ({ id: `${finding.slice(0, finding.indexOf('-'))}::${finding}`, reason }));
  Validations.of(construct).acknowledge(...rules);
}

/** How cdk-nag names the finding of a resource with a wildcard in an identity policy. */
export function resourceFinding(stack: Stack, arn: string): string {
  return `AwsSolutions-IAM5[Resource::${flattened(stack.resolve(arn))}]`;
}

function flattened(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved;
  const { Ref, 'Fn::Join': join } = resolved as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
  return join === undefined ? `<${Ref}>` : join[1].map(flattened).join(join[0]);
}
