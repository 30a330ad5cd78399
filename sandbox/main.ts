import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { Clock } from './clock.ts';
import { playLife, type Life } from './demo/life.ts';
import { administratorClient, issueFirstToken } from './demo/operator.ts';
import { type Screen, versionTable, welcome } from './demo/show.ts';
import { synthesise } from './demo/synthesise.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Options {
  readonly once?: true;
  readonly json?: string;
  readonly assembly?: string;
  readonly startAt?: number;
  readonly awsPort: number;
  readonly apiPort: number;
  readonly consolePort: number;
  readonly register: readonly Registration[];
}

const screen: Screen = {
  write: (text) => void process.stdout.write(`${text}\n`),
  hasColours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
};

const command = new Command('npm start --')
  .description(
    'Stands the synthesised stack up on this machine, rotates its token for the first time, and stays until Ctrl-C.',
  )
  .option('--once', "play a token's whole life on moved time, then exit: 0 when every promise held, else 1")
  .option('--json <file>', 'with --once: write the final state and the consumer’s counts to a file')
  .option('--assembly <folder>', 'stand up what cdk synth wrote there, instead of synthesising')
  .option('--start-at <time>', 'time at which the sandbox starts, as 2027-12-31T23:55:00Z; now when left out', time)
  .option('--aws-port <port>', 'port of the AWS endpoint, 0 for any free one', port, 4566)
  .option('--api-port <port>', 'port of the Click2Mail API, 0 for any free one', port, 4010)
  .option('--console-port <port>', 'port of the console, 0 for any free one', port, 4600)
  .option(
    '--register <client_id:client_secret>',
    'register one more API client, to try your own code with; may be repeated',
    (text: string, before: readonly Registration[]) => [...before, registration(text)],
    [],
  )
  .helpOption('--help', 'show this help')
  .action(run);

await command.parseAsync();

async function run(options: Options): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'click2mail-sandbox-'));
  let sandbox: Sandbox | undefined;
  const stop = async (code: number) => {
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      screen.write('\nEnding the sandbox …');
      void stop(0);
    });
  }
  try {
    if (options.assembly === undefined) {
      screen.write('Synthesising the stack …');
      await synthesise(folder);
    }
    screen.write('Standing it up …');
    sandbox = await startSandbox({
      assembly: options.assembly ?? folder,
      clock: new Clock({ startAt: options.startAt }),
      ports: { aws: options.awsPort, api: options.apiPort, console: options.consolePort },
      clients: options.register,
    });
    if (options.once !== true) {
      await rotateAndStay(sandbox);
      return;
    }
    finish(
      await playLife(sandbox, (deed, state) => screen.write(`\n${deed}\n${versionTable(state, screen)}`)),
      options,
    );
    await stop(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? explained(error) : String(error)}\n`);
    await stop(1);
  }
}

async function rotateAndStay(sandbox: Sandbox): Promise<void> {
  screen.write('Issuing the first tokens …\n');
  const secretsManager = administratorClient(sandbox);
  for (const client of sandbox.state().clients) await issueFirstToken(sandbox, secretsManager, client);
  secretsManager.destroy();
  screen.write(versionTable(sandbox.state(), screen));
  screen.write(welcome(sandbox));
}

function finish({ state, consumer }: Life, { json }: Options): void {
  screen.write(`\nThe consumer sent ${consumer.requests} requests throughout; ${consumer.failed} were refused.`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ ...state, consumer }, null, 2)}\n`);
}

function explained(error: Error & { code?: string; port?: number }): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${error.port} is taken. Choose others with --aws-port, --api-port and --console-port; 0 takes any free one.`;
  }
  return error.message;
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return value;
}

function time(text: string): number {
  const value = Date.parse(text);
  if (!text.endsWith('Z') || Number.isNaN(value))
    throw new InvalidArgumentError('A time is like 2027-12-31T23:55:00Z.');
  return value;
}

function registration(text: string): Registration {
  const [clientId = '', ...secret] = text.split(':');
  const clientSecret = secret.join(':');
  if (clientId === '' || clientSecret === '')
    throw new InvalidArgumentError('It is to be <client_id>:<client_secret>.');
  return { clientId, clientSecret };
}
