import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { interleaved } from '../interleaved.ts';
import type { Row, RowOptions, RowResult } from '../result.ts';
import { startStubServices } from '../stub-services.ts';
import { counted, summarised } from '../summary.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FREE_PORTS = ['--aws-port', '0', '--api-port', '0', '--console-port', '0'];
const AT_ONCE = 20;

/** Row 7: the sandbox itself. */
export const sandboxRow: Row = { number: 7, title: 'The sandbox', run };

async function run({ isQuick, assembly, tell }: RowOptions): Promise<RowResult> {
  tell('npm start');
  const starts: number[] = [];
  for (let start = 0; start < (isQuick ? 1 : 3); start += 1) starts.push(await secondsToReady());
  const sandbox = await startSandbox({ assembly: assembly() });
  const services = await startStubServices();
  try {
    tell('rotations');
    const rotations: number[] = [];
    for (let round = 0; round < (isQuick ? 2 : 12); round += 1) rotations.push(await secondsOfRotation(sandbox));
    tell('requests of Secrets Manager');
    const requests = await interleaved(
      {
        ours: () => requestsPerSecond(sandbox.awsEndpoint, sandbox.clients[0]?.secretArn ?? '', isQuick ? 40 : 1000),
        floor: () => requestsPerSecond(services.origin, 'click2mail/acme', isQuick ? 40 : 1000),
      },
      isQuick ? 1 : 7,
    );
    return {
      measures: [
        { what: 'npm start until it is ready', unit: 's', ours: summarised(starts) },
        { what: 'rotations, one after another', unit: '1/s', ours: counted(1 / summarised(rotations.slice(1)).median) },
        {
          what: `GetSecretValue, ${AT_ONCE} at a time`,
          unit: '1/s',
          ours: summarised(requests.ours),
          floor: summarised(requests.floor),
        },
      ],
      notes: [
        'The floor of GetSecretValue is a server that answers anything; the AWS SDK that asks is in the same process.',
      ],
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

async function secondsOfRotation(sandbox: Sandbox): Promise<number> {
  const begun = performance.now();
  await sandbox.secretsManager.call(
    'RotateSecret',
    { SecretId: sandbox.clients[0]?.secretArn, ClientRequestToken: randomUUID() },
    sandbox.credentials.administrator.caller,
  );
  await sandbox.secretsManager.idle();
  const seconds = (performance.now() - begun) / 1000;
  // The superseded token's grace ends, and the sweep revokes it: a secret has no room for many.
  await sandbox.clock.advance(3 * 3600);
  return seconds;
}

async function requestsPerSecond(endpoint: string, SecretId: string, requests: number): Promise<number> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const secretsManager = new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials });
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
