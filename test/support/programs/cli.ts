import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { runTokens } from '../../../cli/program.ts';
import type { AwsCredentials } from '../../../cli/stack/aws-clients.ts';
import type { Terminal } from '../../../cli/terminal/terminal.ts';
import type { PolicyDocument } from '../../../sandbox/iam/roles.ts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { AWS_CLI } from './aws-cli.ts';

/** What a command wrote, and how it ended. */
export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

interface CliSurroundings {
  /** What a person answers when asked; nobody is there without. */
  readonly answers?: readonly string[];
  /** Standard input. */
  readonly input?: string;
  readonly columns?: number;
  readonly credentials?: AwsCredentials;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a command of the operator's program against a sandbox, in this process. */
export async function cli(
  sandbox: Pick<Sandbox, 'awsEndpoint'>,
  words: string | readonly string[],
  { answers, input = '', columns = 100, credentials, environment = {} }: CliSurroundings = {},
): Promise<CliResult> {
  const written = { out: [] as string[], err: [] as string[] };
  const waiting = [...(answers ?? [])];
  const answer = () => Promise.resolve(waiting.shift() ?? '');
  const terminal: Terminal = {
    out: (line) => void written.out.push(line),
    err: (line) => void written.err.push(line),
    rewrite: () => undefined,
    isWatched: false,
    isAnswered: answers !== undefined,
    hasColours: false,
    columns,
    environment: { AWS_ENDPOINT_URL: sandbox.awsEndpoint, ...environment },
    ask: answer,
    askHidden: answer,
    input: () => Promise.resolve(input),
  };
  const list = typeof words === 'string' ? words.split(' ') : words;
  const exitCode = await runTokens(list, terminal, credentials);
  return { exitCode, out: written.out.join('\n'), err: withoutProgress(written.err.join('\n')) };
}

/** Of what went to standard error, all but what was said to be under way: on a busy machine that is anything. */
export function withoutProgress(err: string): string {
  const isSaid = (line: string) => !line.endsWith(' …');
  return err.split('\n').filter(isSaid).join('\n');
}

/** The commands that an output shows to be typed: lines that are indented and begin with a program. */
export function commandsIn(output: string): string[] {
  return [...output.matchAll(/^ {4}((?:npm|aws) .+)$/gm)].map(([, command = '']) => command);
}

/** What a person does who follows a command that was shown: types it as it stands. */
export async function follow(command: string, sandbox: Sandbox, surroundings: CliSurroundings = {}): Promise<void> {
  for (const one of command.split(' && ')) await followOne(one, sandbox, surroundings);
}

async function followOne(command: string, sandbox: Sandbox, surroundings: CliSurroundings): Promise<void> {
  const words = command.split(' ');
  if (command.startsWith('npm run tokens -- ')) {
    const { exitCode, out, err } = await cli(sandbox, words.slice(4), surroundings);
    if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}:\n${out}\n${err}`);
  } else if (isRedeployment(command, sandbox)) {
    for (const undo of drifts.get(sandbox)?.splice(0) ?? []) undo();
  } else if (command.startsWith('aws ')) {
    await run(AWS_CLI, words.slice(1), { cwd: surroundings.environment?.['PWD'] });
  } else throw new Error(`This is no command that can be followed: ${command}`);
}

/** A synthesis would give what the sandbox stands on already; then it, or AWS, is told to put everything back. */
function isRedeployment(command: string, { consoleUrl }: Sandbox): boolean {
  return (
    command === 'npm run synth' ||
    /^npm run deploy -- \S+ --revert-drift$/.test(command) ||
    (command.startsWith(`curl -sf ${consoleUrl}/api/deploy `) && command.includes('"revertDrift":true'))
  );
}

/** How a deployment that reverts drift would put right what was changed by hand. */
const drifts = new WeakMap<Sandbox, (() => void)[]>();

/** Changes what was deployed by hand, until the next deployment that reverts drift. */
export function drift(sandbox: Sandbox, undo: () => void): void {
  const all = drifts.get(sandbox) ?? [];
  drifts.set(sandbox, [...all, undo]);
}

/** Takes an action from a function's role by hand. */
export function denyByHand(sandbox: Sandbox, functionName: string, action: string): void {
  const { roleArn } = sandbox.lambda.find(functionName).deployed.configuration;
  const role = sandbox.roles.withArn(roleArn);
  if (role === undefined) throw new Error(`There is no role ${roleArn}.`);
  const policies = new Map([...role.policies].map(([name, document]) => [name, without(document, action)]));
  sandbox.roles.add({ ...role, policies });
  drift(sandbox, () => sandbox.roles.add(role));
}

function without(document: PolicyDocument, action: string): PolicyDocument {
  const statements = document['Statement'] as readonly { readonly Action: string | readonly string[] }[];
  const left = statements.flatMap((statement) => {
    const actions = [statement.Action].flat().filter((one) => one !== action);
    return actions.length === 0 ? [] : [{ ...statement, Action: actions }];
  });
  return { ...document, Statement: left };
}

async function run(program: string, words: readonly string[], { cwd }: { cwd: string | undefined }): Promise<void> {
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const child = spawn(program, words, { env, ...(cwd && { cwd }), stdio: ['ignore', 'ignore', 'pipe'] });
  const complaints = text(child.stderr);
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} ended with ${code}: ${await complaints}`);
}

/** Runs the program as people do, in a process of its own. */
export async function cliProcess(
  sandbox: Pick<Sandbox, 'awsEndpoint'>,
  words: readonly string[],
  input = '',
): Promise<CliResult> {
  const program = fileURLToPath(new URL('../../../cli/tokens.ts', import.meta.url));
  const env = { PATH: process.env['PATH'], AWS_ENDPOINT_URL: sandbox.awsEndpoint };
  const child = spawn(process.execPath, [program, ...words], { env, stdio: 'pipe' });
  child.stdin.end(input);
  const closed = once(child, 'close') as Promise<[number]>;
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { exitCode, out, err: withoutProgress(err) };
}
