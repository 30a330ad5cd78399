import * as v from 'valibot';
import type { WireObject } from '../../aws/aws-service.ts';
import { unserved } from '../../aws/request-shape.ts';
import type { FunctionUrl } from '../function-urls.ts';
import { noSuchResource } from '../lambda-errors.ts';
import { aliasName, functionName, operation } from './operation.ts';
import { requireReachable } from './reachable-function.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html */
export const getFunctionUrlConfig = operation(
  v.object({ FunctionName: functionName, Qualifier: v.optional(aliasName) }),
  ({ FunctionName, Qualifier }, caller, { lambda, urlsOf }) => {
    requireReachable({ FunctionName }, 'GetFunctionUrlConfig', caller);
    const { deployed, invokedArn } = lambda.find(FunctionName, Qualifier);
    const found = urlsOf(deployed.configuration.functionName).find(({ functionArn }) => functionArn === invokedArn);
    if (found === undefined) throw noSuchResource();
    return shown(found);
  },
);

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html */
export const listFunctionUrlConfigs = operation(
  v.object({ FunctionName: functionName, Marker: unserved, MaxItems: unserved }),
  ({ FunctionName }, caller, { lambda, urlsOf }) => {
    requireReachable({ FunctionName }, 'ListFunctionUrlConfigs', caller);
    return { FunctionUrlConfigs: urlsOf(lambda.find(FunctionName).deployed.configuration.functionName).map(shown) };
  },
);

function shown({ address, functionArn, createdAt }: FunctionUrl): WireObject {
  const time = new Date(createdAt).toISOString();
  return {
    FunctionUrl: address,
    FunctionArn: functionArn,
    AuthType: 'AWS_IAM',
    CreationTime: time,
    LastModifiedTime: time,
    InvokeMode: 'BUFFERED',
  };
}
