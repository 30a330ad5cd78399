#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { Clock } from './clock.ts';
import { passFirstSweeps } from './demo/first-sweep.ts';
import { leftOutText } from './demo/left-out.ts';
import { playLife, type Life } from './demo/life.ts';
import { administratorClient, issueFirstToken } from './demo/operator.ts';
import { type Screen, versionTable, welcome } from './demo/show.ts';
import { synthesise } from './demo/synthesise.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';
import { IS_INSTALLED } from './start-up/installed.ts';
import { port, type Registration, registration, time } from './start-up/option-values.ts';
import { readyContent, writeJson } from './start-up/ready-file.ts';
import { refuseTakenPorts } from './start-up/taken-ports.ts';

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

/** A package has no app of its own: the user's is in the folder that cdk synth writes by default. */
const DEFAULT_ASSEMBLY = IS_INSTALLED ? 'cdk.out' : undefined;

// Whoever read what it says may stop reading; the sandbox stays.
process.stdout.on('error', () => undefined);

const screen: Screen = {
  write: (text) => void process.stdout.write(`${text}\n`),
  hasColours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
};

const command = new Command(IS_INSTALLED ? 'npx click2mail-sandbox' : 'npm start --')
  .description(
    'Stands the synthesised stack up on this machine, rotates its token for the first time, and stays until Ctrl-C.',
  )
  .option('--once', "play a token's whole life on moved time, then exit: 0 when every promise held, else 1")
  .option(
    '--json <file>',
    'write ports, addresses, consumers and secrets to a file when all is ready; with --once the final state and the consumer’s counts',
  )
  .option('--assembly <folder>', 'stand up what cdk synth wrote there, instead of synthesising', DEFAULT_ASSEMBLY)
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
  .helpOption('-h, --help', 'show this help')
  .action(run);

await command.parseAsync();

async function run(options: Options): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'click2mail-sandbox-'));
  const ending = new AbortController();
  let isReady = false;
  let starting: Promise<Sandbox> | undefined;
  const stop = async (code: number) => {
    ending.abort();
    const sandbox = await starting?.catch(() => undefined);
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
    process.exit(code);
  };
  // Ctrl-C reaches this program twice: the terminal sends it to all, and npm passes it on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (ending.signal.aborted) return;
      screen.write('\nEnding the sandbox …');
      void stop(0);
    });
  }
  try {
    await refuseTakenPorts([options.awsPort, options.apiPort, options.consolePort]);
    if (options.assembly === undefined) {
      screen.write('Synthesising the stack …');
      await synthesise(folder, ending.signal);
    }
    screen.write('Standing it up …');
    starting = startSandbox({
      assembly: options.assembly ?? folder,
      clock: new Clock({ startAt: options.startAt }),
      ports: { aws: options.awsPort, api: options.apiPort, console: options.consolePort },
      clients: options.register,
      isReady: () => isReady,
      mayLeaveOut: options.assembly !== undefined,
    });
    const sandbox = await starting;
    if (sandbox.leftOut.length > 0) screen.write(leftOutText(sandbox.leftOut));
    if (options.once === true) {
      finish(
        await playLife(sandbox, (deed, state) => screen.write(`\n${deed}\n${versionTable(state, screen)}`)),
        options,
      );
      await stop(0);
      return;
    }
    await issueFirstTokens(sandbox);
    isReady = true;
    if (options.json !== undefined) writeJson(options.json, readyContent(sandbox));
    screen.write(welcome(sandbox));
  } catch (error) {
    // What is under way when the sandbox is ended fails.
    if (ending.signal.aborted) return;
    process.stderr.write(`${error instanceof Error ? explained(error) : String(error)}\n`);
    await stop(1);
  }
}

async function issueFirstTokens(sandbox: Sandbox): Promise<void> {
  screen.write('Issuing the first tokens …\n');
  const secretsManager = administratorClient(sandbox);
  for (const client of sandbox.state().clients) await issueFirstToken(sandbox, secretsManager, client);
  secretsManager.destroy();
  screen.write('Letting time pass until the first sweep …\n');
  await passFirstSweeps(sandbox);
  screen.write(versionTable(sandbox.state(), screen));
}

function finish({ state, consumer }: Life, { json }: Options): void {
  screen.write(`\nThe consumer sent ${consumer.requests} requests throughout; ${consumer.failed} were refused.`);
  if (json !== undefined) writeJson(json, { ...state, consumer });
}

function explained(error: Error & { code?: string; port?: number }): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${error.port} is taken. Choose others with --aws-port, --api-port and --console-port; 0 takes any free one.`;
  }
  return error.message;
}
