// Starts the sandbox of a checkout, whichever its commit, with a vendor that has a token and an empty function beside it;
// says where they are, and stops when its input ends.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type * as sandboxModule from '../../sandbox/sandbox.ts';
import type * as benchSandboxModule from '../bench-sandbox.ts';
import type * as bundlesModule from '../bundles.ts';

const checkout = resolve(process.argv[2] ?? '.');
const module = <Exports>(path: string) => import(join(checkout, path)) as Promise<Exports>;

const { startSandbox } = await module<typeof sandboxModule>('sandbox/sandbox.ts');
const { deployBeside, synthesised } = await module<typeof benchSandboxModule>('bench/bench-sandbox.ts');
const { BENCH_SETTINGS, Bundles } = await module<typeof bundlesModule>('bench/bundles.ts');

const folder = await mkdtemp(join(tmpdir(), 'click2mail-compare-'));
const sandbox = await startSandbox({ assembly: synthesised(BENCH_SETTINGS, folder) });
try {
  const { clients, consumers, credentials, secretsManager } = sandbox;
  const [[client], [consumer]] = [clients, consumers];
  if (client === undefined || consumer === undefined) throw new Error('The stack has no client or no consumer.');
  const rotation = { SecretId: client.secretArn, ClientRequestToken: randomUUID() };
  await secretsManager.call('RotateSecret', rotation, credentials.administrator.caller);
  await secretsManager.idle();
  deployBeside(sandbox, consumer.functionName, new Bundles(folder).peer('empty'), { functionName: 'empty' });
  const vendor = `${consumer.functionName}:${consumer.name}`;
  process.stdout.write(`${JSON.stringify({ endpoint: sandbox.awsEndpoint, vendor, empty: 'empty' })}\n`);
  await text(process.stdin);
} finally {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
}
