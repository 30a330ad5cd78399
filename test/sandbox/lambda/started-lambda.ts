import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { AwsError, type Caller } from '../../../sandbox/aws/aws-service.ts';
import { restError } from '../../../sandbox/aws/protocols/rest-protocol.ts';
import { Faults } from '../../../sandbox/faults.ts';
import { LambdaApi } from '../../../sandbox/lambda/lambda-api.ts';
import { Lambda, type FunctionConfiguration, type InvocationResult } from '../../../sandbox/lambda/lambda.ts';
import { serveLoopback, type LoopbackRequest, type LoopbackResponse } from '../../../sandbox/loopback-server.ts';
import { Traffic } from '../../../sandbox/traffic.ts';
import { testClock } from '../../support/tests-start.ts';

const administrator: Caller = {
  accountId: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/test',
  isAdministrator: true,
};

export const arnOf = (functionName: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`;

/** A Lambda with an endpoint: its own REST API, and for every other path a service that answers `{}`. */
export async function startLambda() {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-test-'));
  const clock = testClock();
  const faults = new Faults();
  const traffic = new Traffic(faults);
  const received: LoopbackRequest[] = [];
  const output: string[] = [];
  const endpoint = await serveLoopback({
    port: 0,
    contentTypes: ['application/octet-stream', 'application/json', 'application/x-amz-json-1.1'],
    handle: (request) => {
      received.push(request);
      return request.path.startsWith('/2015-03-31/functions') ? rest(request) : otherService(request);
    },
  });
  const lambda = new Lambda({
    clock,
    traffic,
    region: 'us-east-1',
    awsEndpoint: () => endpoint.origin,
    credentialsFor: (roleArn, functionName) => ({
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: `secret of ${functionName}`,
      sessionToken: `session of ${roleArn}`,
    }),
    onOutput: (functionName, line) => output.push(`${functionName}: ${line}`),
  });

  const api = new LambdaApi({ lambda, urlsOf: () => [] });

  async function rest(request: LoopbackRequest): Promise<LoopbackResponse> {
    try {
      const header = request.headers['x-amzn-trace-id'];
      const caller = { ...administrator, traceHeader: typeof header === 'string' ? header : undefined };
      return await api.handle(request, caller);
    } catch (error) {
      if (error instanceof AwsError) return restError(error);
      throw error;
    }
  }

  function otherService({ path, headers }: LoopbackRequest): Promise<LoopbackResponse | undefined> {
    const traceHeader = headers['x-amzn-trace-id'] as string | undefined;
    const call = { service: 'click2mail' as const, operation: path.slice(1), traceHeader };
    return traffic.serve(call, () => emptyObject(200), emptyObject);
  }

  return {
    lambda,
    clock,
    faults,
    traffic,
    received,
    output,
    endpoint,
    /** Deploys a function whose `index.mjs` is this source. */
    deploy(
      functionName: string,
      source: string,
      overrides: Partial<FunctionConfiguration> = {},
    ): FunctionConfiguration {
      const codeDirectory = join(folder, functionName);
      mkdirSync(codeDirectory);
      writeFileSync(join(codeDirectory, 'index.mjs'), source);
      const configuration: FunctionConfiguration = {
        functionName,
        functionArn: arnOf(functionName),
        codeDirectory,
        handler: 'index.handler',
        runtime: 'nodejs24.x',
        roleArn: 'arn:aws:iam::123456789012:role/test',
        timeoutSeconds: 10,
        memoryMb: 128,
        environment: {},
        logFormat: 'Text',
        logGroup: `/aws/lambda/${functionName}`,
        ...overrides,
      };
      lambda.createFunction(configuration);
      return configuration;
    },
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the test knows what its handler returns
    async invoke<Value>(functionName: string, event: unknown = {}): Promise<InvocationResult & { value: Value }> {
      const result = await lambda.invoke(functionName, Buffer.from(JSON.stringify(event)));
      return { ...result, value: JSON.parse(result.payload.toString()) as Value };
    },
    client: () =>
      new LambdaClient({
        endpoint: endpoint.origin,
        region: 'us-east-1',
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
        maxAttempts: 1,
      }),
    async stop(): Promise<void> {
      await lambda.stop();
      await endpoint.close();
      clock.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type StartedLambda = Awaited<ReturnType<typeof startLambda>>;

function emptyObject(status: number): LoopbackResponse {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{}' };
}

/** Payload of a function that failed. */
export interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** Whether a process of this id exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
