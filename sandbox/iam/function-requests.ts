import type { WireObject } from '../aws/aws-service.ts';
import { qualifiedArn, readFunctionName } from '../lambda/function-name.ts';
import { type AccessRequest, onNothing, type ResourcePlace, resourceTags } from './access-request.ts';

interface FunctionsGuard {
  readonly place: ResourcePlace;
  /** A function's resource policy as JSON. */
  readonly policyOf: (functionName: string) => string | undefined;
  readonly tagsOf: (functionName: string) => ReadonlyMap<string, string> | undefined;
}

/**
 * What a call of Lambda asks of IAM; nothing where it names no function as AWS does, which the service refuses. A
 * version or alias has an ARN of its own, and is not covered by a policy for the function's.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export function functionRequests(operation: string, input: WireObject, guard: FunctionsGuard): AccessRequest[] {
  const action = `lambda:${operation === 'Invoke' ? 'InvokeFunction' : operation}`;
  const { FunctionName, Qualifier } = input;
  if (typeof FunctionName !== 'string') return [onNothing(action)];
  const reference = readFunctionName(FunctionName);
  if (reference === undefined) return [];
  const { partition, region, accountId } = guard.place;
  const { functionName, qualifier = Qualifier } = reference;
  const functionArn = `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`;
  const resource = typeof qualifier === 'string' ? qualifiedArn(functionArn, qualifier) : functionArn;
  const context = resourceTags('aws', guard.tagsOf(functionName));
  return [{ action, resource, context, resourcePolicy: guard.policyOf(functionName) }];
}
