import * as v from 'valibot';
import { qualifiedArn } from '../function-name.ts';
import { aliasNotFound } from '../lambda-errors.ts';
import { aliasName, functionName, operation } from './operation.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export const getAlias = operation(
  v.object({ FunctionName: functionName, Name: aliasName }),
  ({ FunctionName, Name: name }, _caller, { lambda }) => {
    const { functionArn } = lambda.find(FunctionName).deployed.configuration;
    const found = lambda.aliasesOf(FunctionName).find(({ Name }) => Name === name);
    if (found === undefined) throw aliasNotFound(qualifiedArn(functionArn, name));
    return found;
  },
);
