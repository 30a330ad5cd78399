import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { TestSandbox } from './test-sandbox.ts';

/** A handler as Lambda calls it. */
export type ExportedHandler = (event: unknown, context: Context) => Promise<unknown>;

/**
 * Imports a function's handler into this process, with the environment and the role that its process would have.
 * A test file can do so once: what a module read at its start stays.
 */
export async function importHandler(
  kind: string,
  functionName: string,
  { sandbox }: TestSandbox,
): Promise<ExportedHandler> {
  const configuration = sandbox.lambda.functions().find((one) => one.functionName === functionName);
  if (configuration === undefined) throw new Error(`There is no function ${functionName}.`);
  const { accessKeyId, secretAccessKey, sessionToken } = sandbox.credentials.issue(configuration.roleArn, functionName);
  Object.assign(process.env, configuration.environment, {
    AWS_ENDPOINT_URL: sandbox.awsEndpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    LAMBDA_TASK_ROOT: configuration.codeDirectory,
  });
  const { handler } = (await import(`../../functions/${kind}/handler.ts`)) as { handler: ExportedHandler };
  return handler;
}

/** The context of one invocation, as far as a function may look at it. */
export function invocationContext(functionName: string, functionArn: string): Context {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'test',
    getRemainingTimeInMillis: () => 60_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
