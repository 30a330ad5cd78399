import { readFile } from 'node:fs/promises';
import { InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Command } from 'commander';
import { ADMINISTRATOR, isSandbox } from './stack/aws-clients.ts';
import { type Place, placeOf } from './stack/place.ts';
import { projectVersion } from './terminal/version.ts';

interface Options {
  readonly endpoint?: string;
  readonly region?: string;
}

const SANDBOX = 'http://127.0.0.1:4566';

const command = new Command('npm run invoke --')
  .description(
    'Invokes a function of a running sandbox with an event from a file. A secret that the event names is looked up by its name, because its ARN differs from one sandbox to the next.',
  )
  .argument('<function>', 'the function’s folder, for example rotate-by-assertion')
  .argument('<file>', 'the event, for example events/rotate-by-assertion/create-secret.json')
  .option('--endpoint <url>', `the AWS endpoint; else AWS_ENDPOINT_URL, or ${SANDBOX}`)
  .option('--region <region>', 'the AWS region; else AWS_REGION')
  .helpOption('-h, --help', 'show this help')
  .version(projectVersion(), '--version', 'show the version')
  .action(invoke);

await command.parseAsync();

async function invoke(kind: string, file: string, options: Options): Promise<void> {
  try {
    const { AWS_ENDPOINT_URL } = process.env;
    const endpoint = options.endpoint || AWS_ENDPOINT_URL || SANDBOX;
    await invokeAt(placeOf({ ...options, endpoint }, process.env), kind, file);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? explained(error) : String(error)}\n`);
    process.exitCode = 2;
  }
}

async function invokeAt({ endpoint = SANDBOX, region }: Place, kind: string, file: string): Promise<void> {
  // The sandbox's administrator; in the cloud, whoever the environment or the profile says.
  const at = { endpoint, ...(region && { region }), ...(isSandbox(endpoint) && { credentials: ADMINISTRATOR }) };
  const lambda = new LambdaClient(at);
  const secretsManager = new SecretsManagerClient(at);
  try {
    // An editor may have written a byte-order mark before it.
    const event: unknown = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
    const secret = await findSecret(event, secretsManager);
    const functionName = secret?.functionArn ?? (await findFunction(kind, lambda));
    const payload = secret === undefined ? event : { ...(event as object), SecretId: secret.arn };
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
    );
    const result = Buffer.from(answer.Payload ?? []).toString();
    process.stdout.write(`${functionName}\n${result === '' ? 'null' : result}\n`);
    if (answer.FunctionError !== undefined) process.exitCode = 1;
  } finally {
    lambda.destroy();
    secretsManager.destroy();
  }
}

async function findSecret(
  event: unknown,
  secretsManager: SecretsManagerClient,
): Promise<{ arn: string; functionArn: string | undefined } | undefined> {
  const id = typeof event === 'object' && event !== null && 'SecretId' in event ? event.SecretId : undefined;
  const name = typeof id === 'string' ? /:secret:(.+)-\w{6}$/.exec(id)?.[1] : undefined;
  if (name === undefined) return undefined;
  try {
    const { ARN: arn, RotationLambdaARN } = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
    return arn === undefined ? undefined : { arn, functionArn: RotationLambdaARN };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function findFunction(kind: string, lambda: LambdaClient): Promise<string> {
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    const found = Functions.find(({ Environment }) => Environment?.Variables?.['POWERTOOLS_SERVICE_NAME'] === kind);
    if (found?.FunctionArn !== undefined) return found.FunctionArn;
  }
  throw new Error(`The stack has no function ${kind}.`);
}

function explained(error: Error & { code?: string }): string {
  if (error.code === 'ECONNREFUSED') return `Nothing answers (${error.message}): start the sandbox with npm start.`;
  if (error.code === 'ENOENT' || error instanceof SyntaxError) return `The event cannot be read: ${error.message}`;
  return error.message;
}
