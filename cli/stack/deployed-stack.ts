import {
  DescribeStacksCommand,
  paginateDescribeStacks,
  paginateListStackResources,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { type FunctionConfiguration, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { readSigningKeys, type SigningKeys } from '../../functions/grants/signing-key-slots.ts';
import { STACK_DESCRIPTION, STAGE_OUTPUT } from '../../infra/stack-description.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import type { AwsClients } from './aws-clients.ts';

/** A function of a stack. */
export interface StackFunction {
  /** Its folder, for example `revoke-superseded-tokens`. */
  readonly kind: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly logGroup: string;
  /** When it was deployed or changed last; epoch milliseconds. */
  readonly changedAt: number;
  readonly environment: Readonly<Record<string, string>>;
}

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

/** A stack of this app, and what stands in it. */
export interface DeployedStack {
  readonly name: string;
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

const AT_A_TIME = 8;

const KEPT_TYPES: ReadonlySet<string> = new Set(['AWS::SecretsManager::Secret', 'AWS::KMS::Key']);

/**
 * The stacks of this app: the one that is named, or all that say so in their description.
 * @throws CommandProblem when there is none
 */
export async function findStacks(aws: AwsClients, name: string | undefined): Promise<DeployedStack[]> {
  const found = name === undefined ? await allOfThisApp(aws) : [await named(aws, name)];
  if (found.length === 0) {
    throw new CommandProblem(
      'There is no stack of this app here. Is it deployed, and are account, region and endpoint right?',
      EXIT.notPermitted,
    );
  }
  return Promise.all(found.map((stack) => load(aws, stack)));
}

async function allOfThisApp({ cloudFormation }: AwsClients): Promise<Stack[]> {
  const stacks: Stack[] = [];
  for await (const page of paginateDescribeStacks({ client: cloudFormation }, {})) stacks.push(...(page.Stacks ?? []));
  return stacks.filter(({ Description }) => Description === STACK_DESCRIPTION);
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

async function load(aws: AwsClients, { StackName: name = '', Outputs = [] }: Stack): Promise<DeployedStack> {
  const functionNames: string[] = [];
  const aliasArns: string[] = [];
  const ruleNames: string[] = [];
  const keptIds = new Set<string>();
  for await (const page of paginateListStackResources({ client: aws.cloudFormation }, { StackName: name })) {
    for (const { ResourceType, PhysicalResourceId: id } of page.StackResourceSummaries ?? []) {
      if (ResourceType === 'AWS::Lambda::Function' && id !== undefined) functionNames.push(id);
      if (ResourceType === 'AWS::Lambda::Alias' && id !== undefined) aliasArns.push(id);
      if (ResourceType === 'AWS::Events::Rule' && id !== undefined) ruleNames.push(id);
      if (KEPT_TYPES.has(ResourceType ?? '') && id !== undefined) keptIds.add(id);
    }
  }
  const functions: StackFunction[] = [];
  for (let from = 0; from < functionNames.length; from += AT_A_TIME) {
    const some = functionNames.slice(from, from + AT_A_TIME);
    functions.push(...(await Promise.all(some.map((one) => describe(aws, one)))));
  }
  const clients: StackClient[] = [];
  const stage = Outputs.find(({ OutputKey }) => OutputKey === STAGE_OUTPUT)?.OutputValue;
  const stack = { name, stage, functions, aliasArns, ruleNames, keptIds, clients };
  clients.push(...functions.flatMap((rotation) => clientOf(rotation, stack) ?? []));
  return stack;
}

async function describe({ lambda }: AwsClients, FunctionName: string): Promise<StackFunction> {
  const found: FunctionConfiguration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const environment = found.Environment?.Variables ?? {};
  return {
    kind: environment['POWERTOOLS_SERVICE_NAME'] ?? '',
    name: found.FunctionName ?? FunctionName,
    arn: found.FunctionArn ?? FunctionName,
    roleArn: found.Role ?? '',
    logGroup: found.LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
    changedAt: Date.parse(found.LastModified ?? ''),
    environment,
  };
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
