import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Bundle } from './bundle.ts';
import type { FunctionName } from './bundles.ts';
import { firstEvent, functionEnvironment } from './function-invocations.ts';
import type { StubServices } from './stub-services.ts';

/** One cold start, in milliseconds from when the process was started. */
export interface ColdStart {
  readonly readyMs: number;
  readonly answeredMs: number;
  /** Processor time until it was ready: what else the machine does counts less. */
  readonly cpuMs: number;
}

/** The context of an invocation, without its functions. */
const CONTEXT = {
  functionName: 'bench',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:bench:mail-merge',
  memoryLimitInMB: '512',
  awsRequestId: '33333333-3333-4333-8333-333333333333',
  logGroupName: '/aws/lambda/bench',
  logStreamName: 'bench',
};

/** What Lambda sets for every function. */
function lambdaEnvironment(file: string, endpoint: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: dirname(file),
    AWS_LAMBDA_FUNCTION_NAME: CONTEXT.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: CONTEXT.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: CONTEXT.memoryLimitInMB,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: 'test',
    AWS_ENDPOINT_URL: endpoint,
    POWERTOOLS_SERVICE_NAME: 'bench',
    POWERTOOLS_METRICS_NAMESPACE: 'bench',
  };
}

/**
 * Starts a function, or its peer, in a process of its own and has it answer once.
 * @throws Error with what the process printed, when the handler fails
 */
export async function coldStart(name: FunctionName, { file }: Bundle, services: StubServices): Promise<ColdStart> {
  const program = join(import.meta.dirname, 'cold-start.mjs');
  const event = JSON.stringify(firstEvent(name, services));
  const begun = performance.timeOrigin + performance.now();
  const child = spawn(process.execPath, [program, file, event, JSON.stringify(CONTEXT)], {
    env: { ...lambdaEnvironment(file, services.origin), ...functionEnvironment(name, services) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const channels = [1, 2, 3].map((number) => child.stdio[number] as NodeJS.ReadableStream);
  const [printed, failed, said] = await Promise.all(channels.map((stream) => text(stream)));
  if (said === undefined || said === '') throw new Error(`The handler of ${file} failed:\n${printed}${failed}`);
  const { readyAt, answeredAt, cpuMs } = JSON.parse(said) as Record<'readyAt' | 'answeredAt' | 'cpuMs', number>;
  return { readyMs: readyAt - begun, answeredMs: answeredAt - begun, cpuMs };
}
