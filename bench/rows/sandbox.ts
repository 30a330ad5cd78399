import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { awsAt } from '../bench-sandbox.ts';
import { interleaved } from '../interleaved.ts';
import { barsOf, measureOf, type Row, type RowOptions, type RowResult } from '../result.ts';
import { startStubServices } from '../stub-services.ts';
import { summarised } from '../summary.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FREE_PORTS = ['--aws-port', '0', '--api-port', '0', '--console-port', '0'];
const AT_ONCE = 20;

/** The sandbox itself. */
export const sandboxRow: Row = { name: 'sandbox', title: 'The sandbox', run };

async function run({ isQuick, assembly, tell }: RowOptions): Promise<RowResult> {
  tell('npm start');
  const starts: number[] = [];
  for (let start = 0; start < (isQuick ? 1 : 3); start += 1) starts.push(await secondsToReady());
  const sandbox = await startSandbox({ assembly: assembly() });
  const services = await startStubServices();
  try {
    tell('requests of Secrets Manager');
    const [secretArn, requests] = [sandbox.clients[0]?.secretArn ?? '', isQuick ? 40 : 1000];
    const endpoints = { ours: sandbox.awsEndpoint, floor: services.origin };
    const measured = await interleaved(endpoints, isQuick ? 1 : 7, (endpoint) =>
      requestsPerSecond(endpoint, secretArn, requests),
    );
    const asked = measureOf(measured, `GetSecretValue, ${AT_ONCE} at a time`, '1/s', (perSecond) => perSecond);
    return {
      measures: [{ what: 'npm start until it is ready', unit: 's', ours: summarised(starts) }, asked],
      charts: [{ title: asked.what, unit: '1/s', bars: barsOf('requests', asked) }],
    };
  } finally {
    await services.close();
    await sandbox.stop();
  }
}

async function secondsToReady(): Promise<number> {
  const begun = performance.now();
  const program = spawn('npm', ['start', '--', ...FREE_PORTS], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    // With a group of its own, npm and all that it started can be ended together.
    detached: true,
  });
  const ended = once(program, 'exit');
  let output = '';
  for await (const chunk of program.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    if (!output.includes('Ctrl-C ends the sandbox')) continue;
    const seconds = (performance.now() - begun) / 1000;
    process.kill(-(program.pid ?? 0), 'SIGINT');
    await ended;
    return seconds;
  }
  throw new Error(`The sandbox did not start:\n${output}`);
}

async function requestsPerSecond(endpoint: string, SecretId: string, requests: number): Promise<number> {
  const secretsManager = new SecretsManagerClient(awsAt(endpoint));
  let left = requests;
  const ask = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await secretsManager.send(new GetSecretValueCommand({ SecretId }));
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  secretsManager.destroy();
  return requests / ((performance.now() - begun) / 1000);
}
