import type { WireObject } from '../aws/aws-service.ts';
import { functionAction } from '../lambda/function-action.ts';
import { LATEST } from '../lambda/function-configuration.ts';
import { qualifiedArn, readFunctionName } from '../lambda/function-name.ts';
import { type AccessRequest, onNothing, type ResourcePlace, resourceTags } from './access-request.ts';
import { presentedBy } from './presented-keys.ts';

/** The action is on the function, although the request names an alias of it. */
const OF_THE_FUNCTION = new Set(['GetFunctionUrlConfig']);

interface FunctionsGuard {
  readonly place: ResourcePlace;
  /** Resource policy of a function, or of an alias of it, as JSON. */
  readonly policyOf: (functionName: string, qualifier?: string) => string | undefined;
  readonly tagsOf: (functionName: string) => ReadonlyMap<string, string> | undefined;
}

/**
 * What a call of Lambda asks of IAM; nothing where it names no function as AWS does, which the service refuses. A
 * version or alias has an ARN of its own, and is not covered by a policy for the function's.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export function functionRequests(operation: string, input: WireObject, guard: FunctionsGuard): AccessRequest[] {
  const action = functionAction(operation);
  const { FunctionName, Qualifier } = input;
  if (typeof FunctionName !== 'string') return [onNothing(action)];
  const reference = readFunctionName(FunctionName);
  if (reference === undefined) return [];
  const { partition } = guard.place;
  const named = typeof Qualifier === 'string' && !OF_THE_FUNCTION.has(operation) ? Qualifier : undefined;
  const { functionName, qualifier = named } = reference;
  const { region = guard.place.region, accountId = guard.place.accountId } = reference;
  const isOwn = region === guard.place.region && accountId === guard.place.accountId;
  const functionArn = `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`;
  const request = {
    action,
    resource: qualifier === undefined ? functionArn : qualifiedArn(functionArn, qualifier),
    context: isOwn ? resourceTags('aws', guard.tagsOf(functionName)) : {},
    // Another region's or account's function of the same name has a policy of its own.
    resourcePolicy: !isOwn ? undefined : guard.policyOf(functionName, qualifier === LATEST ? undefined : qualifier),
  };
  return operation === 'InvokeFunctionUrl' ? bothOfUrl(request, input['AuthType'], guard.place) : [request];
}

/** Whoever calls a function URL needs both: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
function bothOfUrl(request: AccessRequest, authType: unknown, place: ResourcePlace): AccessRequest[] {
  const subject = typeof authType === 'string' ? { authType } : {};
  return ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'].map((action) => {
    const { keys } = presentedBy({ service: 'lambda.amazonaws.com', as: 'role', action }, subject, place);
    return { ...request, action, context: { ...request.context, ...keys } };
  });
}
