import { AwsError } from '../aws/aws-service.ts';
import type { AccessRequest } from './access-request.ts';
import type { Verdict } from './policy-evaluation.ts';

type Denial = Extract<Verdict, { readonly allowed: false }>;

/**
 * The refusal of a service, worded as AWS does. STS gives no reason, so that nobody learns which roles there are.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function accessDenied(
  principalArn: string,
  { action, resource, shownAs }: AccessRequest,
  denial: Denial,
): AwsError {
  const on = resource === '*' ? '' : ` on resource: ${shownAs ?? resource}`;
  const why = action.startsWith('sts:') ? '' : ` ${denial.explicitly ? '' : 'because '}${reasonOf(action, denial)}`;
  return new AwsError(
    'AccessDeniedException',
    `User: ${principalArn} is not authorized to perform: ${action}${on}${why}`,
  );
}

/** Which policy refuses an action, in AWS's words. */
export function reasonOf(action: string, { by, explicitly }: Denial): string {
  if (!explicitly) return `no ${by} allows the ${action} action`;
  return `with an explicit deny in ${by.startsWith('i') ? 'an' : 'a'} ${by}`;
}
