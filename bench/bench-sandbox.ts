import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { DeployedClient } from '../sandbox/token-clients.ts';
import { synthesiseWith } from '../test/support/assembly.ts';
import type { Bundle } from './bundle.ts';

/**
 * Synthesises the app with these settings.
 * @returns the folder with what it wrote
 * @throws Error with what the app printed
 */
export function synthesised(settings: object, folder: string): string {
  const outdir = mkdtempSync(join(folder, 'assembly-'));
  synthesiseWith(settings, outdir);
  return outdir;
}

/** Deploys a bundle into the sandbox beside a function, with that one's role. */
export function deployBeside(
  sandbox: Sandbox,
  neighbour: string,
  bundle: Bundle,
  { functionName, environment = {} }: { functionName: string; environment?: Record<string, string> },
): string {
  const { configuration } = sandbox.lambda.find(neighbour).deployed;
  const functionArn = configuration.functionArn.replace(configuration.functionName, functionName);
  const codeDirectory = dirname(bundle.file);
  sandbox.lambda.createFunction({ ...configuration, functionName, functionArn, codeDirectory, environment });
  return functionArn;
}

/** Has Secrets Manager rotate a client's secret, by its own function or by another, and waits until that is over. */
export async function rotated(
  { secretsManager, credentials }: Sandbox,
  { secretArn, rotationFunctionArn }: DeployedClient,
  RotationLambdaARN = rotationFunctionArn,
): Promise<void> {
  await secretsManager.call(
    'RotateSecret',
    { SecretId: secretArn, RotationLambdaARN, ClientRequestToken: randomUUID() },
    credentials.administrator.caller,
  );
  await secretsManager.idle();
}

/** What a client of the AWS SDK needs to ask the stub or a sandbox. */
export function awsAt(endpoint: string) {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}
