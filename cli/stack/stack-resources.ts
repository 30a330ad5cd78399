import { paginateListStackResources, type StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { type FunctionConfiguration, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
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

/** What a stack consists of. */
type StackResources = readonly StackResourceSummary[];

/** All resources of a stack. */
export async function resourcesOf({ cloudFormation }: AwsClients, StackName: string): Promise<StackResources> {
  const resources: StackResourceSummary[] = [];
  for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName })) {
    resources.push(...(page.StackResourceSummaries ?? []));
  }
  return resources;
}

/** Physical ids of the resources of these types. */
export function idsOf(resources: StackResources, ...types: readonly string[]): string[] {
  return resources
    .filter(({ ResourceType = '' }) => types.includes(ResourceType))
    .flatMap(({ PhysicalResourceId: id }) => id ?? []);
}

/** Names of the rules that belong to a sweep, by its function's name: their logical ids begin alike. */
export function rulesBeside(resources: StackResources, functionName: string | undefined): string[] {
  const sweep = resources.find(({ PhysicalResourceId }) => PhysicalResourceId === functionName);
  // The CDK ends a logical id with a hash of the construct's path.
  const [, beginning] = /^(.*)Function[0-9A-F]{8}$/.exec(sweep?.LogicalResourceId ?? '') ?? [];
  const beside =
    beginning === undefined
      ? resources
      : resources.filter(({ LogicalResourceId = '' }) => LogicalResourceId.startsWith(`${beginning}Schedule`));
  return idsOf(beside, 'AWS::Events::Rule');
}

const AT_A_TIME = 8;

/** All functions of a stack, as they are configured. */
export async function functionsOf(aws: AwsClients, resources: StackResources): Promise<StackFunction[]> {
  const names = idsOf(resources, 'AWS::Lambda::Function');
  const functions: StackFunction[] = [];
  for (let from = 0; from < names.length; from += AT_A_TIME) {
    const some = names.slice(from, from + AT_A_TIME);
    functions.push(...(await Promise.all(some.map((one) => describe(aws, one)))));
  }
  return functions;
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
