import * as v from 'valibot';
import { patterned, unserved } from '../../aws/request-shape.ts';
import { PLAIN_FUNCTION_NAME, qualifiedArn } from '../function-name.ts';
import { aliasNotFound } from '../lambda-errors.ts';
import { aliasName, functionName, operation } from './operation.ts';
import { requireReachable } from './reachable-function.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export const getAlias = operation(
  v.object({ FunctionName: functionName, Name: aliasName }),
  ({ FunctionName, Name: name }, caller, { lambda }) => {
    requireReachable({ FunctionName }, 'GetAlias', caller);
    const { functionArn } = lambda.find(FunctionName).deployed.configuration;
    const found = lambda.aliasesOf(FunctionName).find(({ Name }) => Name === name);
    if (found === undefined) throw aliasNotFound(qualifiedArn(functionArn, name));
    return found;
  },
);

const listRequest = v.object({
  FunctionName: patterned(1, 140, PLAIN_FUNCTION_NAME),
  FunctionVersion: unserved,
  Marker: unserved,
  MaxItems: unserved,
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export const listAliases = operation(listRequest, ({ FunctionName }, caller, { lambda }) => {
  requireReachable({ FunctionName }, 'ListAliases', caller);
  return { Aliases: lambda.aliasesOf(FunctionName) };
});
