import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { notAws } from '../terminal/explained.ts';
import { underWay } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type AwsClients, type AwsCredentials, awsClients, isSandbox } from './aws-clients.ts';
import { consoleOf } from './console-address.ts';
import { type DeployCommands, deployCommands } from './deploy-command.ts';
import { type DeployedStack, findStacks, type StackClient } from './deployed-stack.ts';
import { placeOf } from './place.ts';
import { PROGRAM } from '../terminal/typed-as.ts';

/** The options that every command has. */
export interface CommonOptions {
  readonly stack?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly json?: boolean;
}

/** What a command is given to work with, before it is known where. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Instead of what environment and machine say. */
  readonly credentials?: AwsCredentials;
  /** Sets the exit code, unless a worse one was set. */
  readonly endWith: (code: number) => void;
}

/** A command at work: on an account, a region, and the app's stacks in it. */
export interface Session {
  readonly aws: AwsClients;
  readonly terminal: Terminal;
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly stacks: readonly DeployedStack[];
  readonly isJson: boolean;
  readonly endWith: CommandContext['endWith'];
  /** Writes what a machine reads as JSON, and a person as text. */
  readonly tell: (machine: unknown, person: () => string) => void;
  /** Does work, and shows that it is under way when it takes long. */
  readonly during: <T>(what: string, work: Promise<T>) => Promise<T>;
  /** A command of this program that does something here, for people to type. */
  readonly command: (words: string) => string;
  /** A command of the AWS CLI, in the session's region unless another is named. */
  readonly awsCommand: (words: string, otherRegion?: string) => string;
  /** How a stack is deployed from here. */
  readonly deployment: DeployCommands;
}

/**
 * Finds out where a command works, says so, does the work, and closes every connection.
 * @param isBare whether standard output is for the result alone, so that it can be piped
 * @throws CommandProblem | Error of AWS
 */
export async function inSession<T>(
  options: CommonOptions,
  { terminal, credentials, endWith }: CommandContext,
  work: (session: Session) => Promise<T>,
  { isBare = false }: { readonly isBare?: boolean } = {},
): Promise<T> {
  const { environment } = terminal;
  const { endpoint, region: wanted } = placeOf(options, environment);
  const aws = awsClients({ region: wanted, endpoint, credentials });
  const during = <U>(what: string, doing: Promise<U>) => underWay(terminal, what, doing);
  try {
    const region = wanted ?? (await regionOfProfile(aws));
    const asking = consoleOf(endpoint);
    const { Account: account } = await during('Signing in', aws.sts.send(new GetCallerIdentityCommand({})));
    if (account === undefined) throw notAws(endpoint);
    const stacks = await during('Looking for the stack', findStacks(aws, options.stack));
    const isJson = options.json === true;
    const where = `account ${account}, region ${region}, stack ${stacks.map(({ name }) => name).join(', ')}, endpoint ${shown(endpoint)}`;
    (isJson || isBare ? terminal.err : terminal.out)(where);
    return await work({
      aws,
      terminal,
      region,
      endpoint,
      stacks,
      isJson,
      endWith,
      during,
      tell: (machine, person) => terminal.out(isJson ? JSON.stringify(machine, null, 2) : person()),
      command: (words) => tokensCommand(words, options),
      awsCommand: (words, otherRegion = region) =>
        `aws ${words} --region ${otherRegion}${endpoint === undefined ? '' : ` --endpoint-url ${endpoint}`}`,
      deployment: deployCommands({ endpoint, saidRegion: options.region, consoleUrl: await asking }),
    });
  } finally {
    aws.destroy();
  }
}

/**
 * The client of this name, in whatever stack it is.
 * @throws CommandProblem naming those that there are
 */
export function clientNamed(name: string, { stacks }: Session): StackClient {
  const clients = stacks.flatMap((stack) => stack.clients);
  const found = clients.filter((client) => client.name === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = clients.map((client) => client.name).join(', ');
  const problem =
    found.length === 0
      ? `There is no client ${name}. There are: ${names || 'none'}.`
      : `Several have a client ${name}. Say which one with --stack: ${found.map(({ stack }) => stack.rotation).join(', ')}.`;
  throw new CommandProblem(problem, EXIT.wrongUsage);
}

/** The region of the profile. @throws CommandProblem when nothing says where to look */
export async function regionOfProfile({ sts }: Pick<AwsClients, 'sts'>): Promise<string> {
  try {
    return await sts.config.region();
  } catch {
    throw new CommandProblem(
      'Nothing says which region: give --region, or set AWS_REGION, or a region in the profile.',
      EXIT.wrongUsage,
    );
  }
}

function shown(endpoint: string | undefined): string {
  if (endpoint === undefined) return 'AWS';
  return isSandbox(endpoint) ? `${endpoint} (sandbox)` : endpoint;
}

/** A command of this program, with what was said about where, so that it does its work in the same place. */
export function tokensCommand(words: string, { stack, region, endpoint }: CommonOptions): string {
  const where = Object.entries({ stack, region, endpoint });
  return `${PROGRAM} ${words}${where.map(([name, value]) => (value === undefined ? '' : ` --${name} ${value}`)).join('')}`;
}
