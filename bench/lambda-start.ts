import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { FunctionName } from '../infra/function-names.ts';
import type { Bundle } from './bundle.ts';
import { firstEvent } from './function-invocations.ts';
import { CONTEXT, type ColdStart, startEnvironment } from './start-environment.ts';
import type { StubServices } from './stub-services.ts';

const RUNTIME_INTERFACE_CLIENT = createRequire(import.meta.url).resolve('aws-lambda-ric');
const PRELOAD = join(import.meta.dirname, 'lambda-start.mjs');

/** What the Runtime API says of an invocation beside its event. */
const INVOCATION = {
  'lambda-runtime-aws-request-id': CONTEXT.awsRequestId,
  'lambda-runtime-invoked-function-arn': CONTEXT.invokedFunctionArn,
  'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
};

/**
 * Starts a function, or its peer, as Lambda does: behind AWS's runtime interface client. It is ready when that asks for
 * the first event, and has answered when it hands the answer in.
 * @throws Error with what the process printed, when it ends or the handler fails
 */
export async function lambdaStart(name: FunctionName, bundle: Bundle, services: StubServices): Promise<ColdStart> {
  const { file } = bundle;
  const event = JSON.stringify(firstEvent(name));
  const moments: Moment[] = [];
  let tell: (outcome: string | undefined) => void = () => undefined;
  const outcome = new Promise<string | undefined>((resolve) => (tell = resolve));
  const runtimeApi = createServer((request, response) => {
    moments.push(momentOf(request));
    if (request.url?.endsWith('/next') === true) {
      // Asked again, it lets the process wait.
      if (moments.length > 1) return;
      response.writeHead(200, { ...INVOCATION, 'lambda-runtime-deadline-ms': Date.now() + 300_000 }).end(event);
    } else {
      response.writeHead(202).end();
      void text(request).then((said) => tell(request.url?.endsWith('/response') === true ? undefined : said));
    }
  });
  await once(runtimeApi.listen(0, '127.0.0.1'), 'listening');
  const { port } = runtimeApi.address() as AddressInfo;
  const begun = performance.now();
  const child = spawn(process.execPath, ['--import', PRELOAD, RUNTIME_INTERFACE_CLIENT, 'index.handler'], {
    cwd: dirname(file),
    env: {
      ...startEnvironment(name, bundle, services),
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      _HANDLER: 'index.handler',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]).then((texts) => texts.join(''));
  child.once('exit', (code) => tell(`It ended with ${code}.`));
  const failed = await outcome;
  child.kill('SIGKILL');
  runtimeApi.closeAllConnections();
  runtimeApi.close();
  const [ready, answered] = moments;
  if (failed !== undefined || ready === undefined || answered === undefined) {
    throw new Error(`The handler of ${file} failed: ${failed}\n${await printed}`);
  }
  await printed;
  return {
    readyMs: ready.at - begun,
    cpuMs: ready.cpuMs,
    answeredMs: answered.at - begun,
    answeredCpuMs: answered.cpuMs,
  };
}

interface Moment {
  readonly at: number;
  readonly cpuMs: number;
}

function momentOf({ headers }: IncomingMessage): Moment {
  return { at: performance.now(), cpuMs: Number(headers['processor-microseconds']) / 1000 };
}
