import { AwsError, type Caller, SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from '../../aws/aws-service.ts';
import { functionAction } from '../function-action.ts';
import { qualifiedArn, readFunctionName } from '../function-name.ts';
import { differentQualifiers, otherRegion } from '../lambda-errors.ts';

interface NamedFunction {
  readonly FunctionName: string;
  readonly Qualifier?: string | undefined;
}

/**
 * Refuses a function of another region or another account: there is none, and no other account lets anybody in. The
 * answers were recorded: tests/aws/services/lambda_/test_lambda_api.snapshot.json of
 * https://github.com/localstack/localstack for the region and the qualifiers, and for the account
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * @throws AwsError `ResourceNotFoundException`, `AccessDeniedException`; `InvalidParameterValueException` when the name
 * has another qualifier than the query
 */
export function requireReachable({ FunctionName, Qualifier }: NamedFunction, operation: string, caller: Caller): void {
  const { functionName, qualifier, region = SANDBOX_REGION, accountId } = readFunctionName(FunctionName) ?? {};
  if (region !== SANDBOX_REGION) throw otherRegion(region, SANDBOX_REGION);
  if (accountId !== undefined && accountId !== SANDBOX_ACCOUNT) {
    const arn = `arn:${SANDBOX_PARTITION}:lambda:${region}:${accountId}:function:${functionName}`;
    const asked = Qualifier ?? qualifier;
    const resource = asked === undefined ? arn : qualifiedArn(arn, asked);
    throw notLetIn(caller, functionAction(operation), resource);
  }
  if (qualifier !== undefined && Qualifier !== undefined && qualifier !== Qualifier) throw differentQualifiers();
}

function notLetIn({ arn }: Caller, action: string, resource: string): AwsError {
  const message = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy allows the ${action} action`;
  return new AwsError('AccessDeniedException', message, 403);
}
