import { dirname } from 'node:path';
import type { FunctionName } from '../infra/function-names.ts';
import type { Bundle } from './bundle.ts';
import { functionEnvironment } from './function-invocations.ts';
import type { StubServices } from './stub-services.ts';

/** One cold start, in milliseconds from when the process was started. */
export interface ColdStart {
  readonly readyMs: number;
  readonly answeredMs: number;
  /** Processor time until it was ready: what else the machine does counts less. */
  readonly cpuMs: number;
  /** The same, until it had answered. */
  readonly answeredCpuMs: number;
}

/** The context of an invocation, without its functions. */
export const CONTEXT = {
  functionName: 'bench',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:bench:mail-merge',
  memoryLimitInMB: '512',
  awsRequestId: '33333333-3333-4333-8333-333333333333',
  logGroupName: '/aws/lambda/bench',
  logStreamName: 'bench',
};

/** The environment variables of a function, or of its peer: those that Lambda sets, and its own. */
export function startEnvironment(name: FunctionName, { file }: Bundle, services: StubServices): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: dirname(file),
    AWS_LAMBDA_FUNCTION_NAME: CONTEXT.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: CONTEXT.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: CONTEXT.memoryLimitInMB,
    AWS_LAMBDA_LOG_GROUP_NAME: CONTEXT.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: CONTEXT.logStreamName,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: 'test',
    AWS_ENDPOINT_URL: services.origin,
    POWERTOOLS_SERVICE_NAME: 'bench',
    POWERTOOLS_METRICS_NAMESPACE: 'bench',
    ...functionEnvironment(name, services),
  };
}
