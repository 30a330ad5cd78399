import { DescribeStacksCommand, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';
import { readSigningKeys, type SigningKeys } from '../../functions/grants/signing-key-slots.ts';
import { SWEEP } from '../../infra/function-names.ts';
import { STACK_DESCRIPTION, STAGE_OUTPUT, SWEEP_DESCRIPTION } from '../../infra/stack-description.ts';
import { grouped } from '../grouped.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import type { AwsClients } from './aws-clients.ts';
import { functionsOf, idsOf, resourcesOf, rulesBeside, type StackFunction } from './stack-resources.ts';

/** A client as its stack has it. */
export interface StackClient {
  readonly name: string;
  readonly stack: DeployedStack;
  readonly grant: 'assertion' | 'client-secret' | 'short-term-token';
  readonly secretArn: string;
  readonly rotation: StackFunction;
  /** Only with the grant assertion. */
  readonly signingKeys: SigningKeys | undefined;
  /** Only with the grant client-secret. */
  readonly clientSecretArn: string | undefined;
}

/** A stack, and what stands in it of one rotation. */
export interface DeployedStack {
  readonly name: string;
  /** What metrics, alarms and tags are called by: the stack's name, or more where a stack has several rotations. */
  readonly rotation: string;
  /** Whose settings it was deployed with; undefined for those outside of all stages. */
  readonly stage?: string | undefined;
  readonly functions: readonly StackFunction[];
  /** ARNs of the aliases that stand for consumers. */
  readonly aliasArns: readonly string[];
  /** Names of the rules by which EventBridge invokes its functions. */
  readonly ruleNames: readonly string[];
  /** ARNs of its secrets and ids of its keys: what stays when it leaves the template. */
  readonly keptIds: ReadonlySet<string>;
  readonly clients: readonly StackClient[];
}

/**
 * The stacks with a rotation, once for each that they have: that of one stack or rotation, or all.
 * @param name of a stack, or of one of the rotations in it, as `Mail_Europe`
 * @throws CommandProblem when there is none
 */
export async function findStacks(aws: AwsClients, name: string | undefined): Promise<DeployedStack[]> {
  const stacks = name === undefined ? await allWithRotations(aws) : [await named(aws, stackOfRotation(name))];
  const found = (await Promise.all(stacks.map((stack) => load(aws, stack)))).flat();
  const meant = found.filter(
    ({ rotation }) => name === undefined || name === stackOfRotation(name) || name === rotation,
  );
  if (meant.length > 0) return meant;
  throw new CommandProblem(
    found.length > 0
      ? `There is no rotation ${name} here. There are: ${found.map(({ rotation }) => rotation).join(', ')}.`
      : 'There is no stack of this app here. Is it deployed, and are account, region and endpoint right?',
    EXIT.notPermitted,
  );
}

/** No stack's name has an underscore: behind it, the name of a rotation has the path of its construct. */
function stackOfRotation(name: string): string {
  return name.split('_')[0] ?? name;
}

/** Stacks of this app say so in their description. Those of other apps have an output of ours. */
async function allWithRotations({ cloudFormation }: AwsClients): Promise<Stack[]> {
  const stacks: Stack[] = [];
  for await (const page of paginateDescribeStacks({ client: cloudFormation }, {})) stacks.push(...(page.Stacks ?? []));
  return stacks.filter(
    ({ Description, Outputs = [] }) =>
      Description === STACK_DESCRIPTION || Outputs.some((output) => output.Description === SWEEP_DESCRIPTION),
  );
}

async function named({ cloudFormation }: AwsClients, name: string): Promise<Stack> {
  try {
    const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    if (stack !== undefined) return stack;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationError') throw error;
  }
  throw new CommandProblem(`There is no stack ${name} here. Leave --stack out to have it found.`, EXIT.wrongUsage);
}

async function load(aws: AwsClients, { StackName: name = '', Outputs = [] }: Stack): Promise<DeployedStack[]> {
  const resources = await resourcesOf(aws, name);
  const functions = await functionsOf(aws, resources);
  const stage = Outputs.find(({ OutputKey }) => OutputKey === STAGE_OUTPUT)?.OutputValue;
  const keptIds = new Set(idsOf(resources, 'AWS::SecretsManager::Secret', 'AWS::KMS::Key'));
  return rotationsOf(name, functions).map(([rotation, own]) => {
    const clients: StackClient[] = [];
    const aliasArns = idsOf(resources, 'AWS::Lambda::Alias').filter((alias) =>
      own.some(({ arn }) => alias.startsWith(`${arn}:`)),
    );
    const ruleNames = rulesBeside(resources, own.find(({ kind }) => kind === SWEEP)?.name);
    const stack = { name, rotation, stage, functions: own, aliasArns, ruleNames, keptIds, clients };
    clients.push(...own.flatMap((one) => clientOf(one, stack) ?? []));
    return stack;
  });
}

/** Functions by the rotation that they belong to; the others of a stack are of no concern. */
function rotationsOf(stackName: string, functions: readonly StackFunction[]): [string, StackFunction[]][] {
  const rotations = grouped(functions, ({ environment }) => environment['POWERTOOLS_METRICS_NAMESPACE'] ?? '');
  const ours = [...rotations].filter(([, own]) => own.some(({ kind }) => kind === SWEEP));
  return ours.length > 0 ? ours : [[stackName, [...functions]]];
}

function clientOf(rotation: StackFunction, stack: DeployedStack): StackClient | undefined {
  const { CLIENT_NAME: name, TOKEN_SECRET_ARN: secretArn, ...more } = rotation.environment;
  const [, grant] = /^rotate-by-(assertion|client-secret|short-term-token)$/.exec(rotation.kind) ?? [];
  if (name === undefined || secretArn === undefined || grant === undefined) return undefined;
  return {
    name,
    stack,
    grant: grant as StackClient['grant'],
    secretArn,
    rotation,
    signingKeys: readSigningKeys(more),
    clientSecretArn: more['CLIENT_SECRET_ARN'],
  };
}

/** @throws CommandProblem when the stack lacks the function */
export function functionOf({ functions, name }: DeployedStack, kind: string): StackFunction {
  const found = functions.find((one) => one.kind === kind);
  if (found !== undefined) return found;
  throw new CommandProblem(
    `The stack ${name} has no function ${kind}: it was deployed by an older version. Deploy it anew.`,
  );
}
