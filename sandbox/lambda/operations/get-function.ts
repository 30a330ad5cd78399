import * as v from 'valibot';
import { unserved } from '../../aws/request-shape.ts';
import { configurationOnWire, functionOnWire } from '../function-configuration.ts';
import { noSuchResource } from '../lambda-errors.ts';
import { functionMembers, operation } from './operation.ts';
import { requireReachable } from './reachable-function.ts';

const request = v.object(functionMembers);

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction = operation(request, (input, caller, { lambda }) => {
  requireReachable(input, 'GetFunction', caller);
  const { configuration, modifiedAt } = lambda.find(input.FunctionName, input.Qualifier).deployed;
  return functionOnWire(configuration, modifiedAt);
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration = operation(request, (input, caller, { lambda }) => {
  requireReachable(input, 'GetFunctionConfiguration', caller);
  const { configuration, modifiedAt } = lambda.find(input.FunctionName, input.Qualifier).deployed;
  return configurationOnWire(configuration, modifiedAt);
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html */
export const getPolicy = operation(request, (input, caller, { lambda }) => {
  requireReachable(input, 'GetPolicy', caller);
  const { policy, invokedArn } = lambda.find(input.FunctionName, input.Qualifier);
  if (policy.permissions.length === 0) throw noSuchResource();
  return { Policy: JSON.stringify(policy.document(invokedArn)) };
});

const listRequest = v.object({
  MasterRegion: unserved,
  FunctionVersion: unserved,
  Marker: unserved,
  MaxItems: unserved,
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const listFunctions = operation(listRequest, (_input, _caller, { lambda }) => {
  const deployed = lambda.functions().map(({ functionName }) => lambda.find(functionName).deployed);
  return { Functions: deployed.map(({ configuration, modifiedAt }) => configurationOnWire(configuration, modifiedAt)) };
});
