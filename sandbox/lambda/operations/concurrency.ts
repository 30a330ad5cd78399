import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { ACCOUNT_CONCURRENCY } from '../account-limit.ts';
import { functionName, operation } from './operation.ts';
import { requireReachable } from './reachable-function.ts';

/** What AWS gives an account, in invocations and in bytes: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ACCOUNT_LIMIT = {
  TotalCodeSize: 80_530_636_800,
  CodeSizeUnzipped: 262_144_000,
  CodeSizeZipped: 52_428_800,
  ConcurrentExecutions: ACCOUNT_CONCURRENCY,
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export const getFunctionConcurrency = operation(
  v.object({ FunctionName: functionName }),
  ({ FunctionName }, caller, { lambda }) => {
    requireReachable({ FunctionName }, 'GetFunctionConcurrency', caller);
    const { reservedConcurrency } = lambda.find(FunctionName).deployed.configuration;
    return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
  },
);

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export const getAccountSettings = operation(v.object({}), (_input, _caller, { lambda }) => {
  const functions = lambda.functions();
  const reserved = functions.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  return {
    AccountLimit: {
      ...ACCOUNT_LIMIT,
      UnreservedConcurrentExecutions: ACCOUNT_LIMIT.ConcurrentExecutions - reserved,
    },
    AccountUsage: {
      TotalCodeSize: functions.reduce((sum, { codeDirectory }) => sum + bytesIn(codeDirectory), 0),
      FunctionCount: functions.length,
    },
  };
});

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
