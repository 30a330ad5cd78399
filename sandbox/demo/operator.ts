import { PutSecretValueCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ISSUER } from '../../infra/function-names.ts';
import { SANDBOX_REGION } from '../aws/aws-service.ts';
import type { ClientState, RotationState } from '../console/state.ts';
import type { Sandbox } from '../sandbox.ts';
import type { DeployedClient } from '../token-clients.ts';

const NAMESPACE = 'POWERTOOLS_METRICS_NAMESPACE';

/** The account's administrator, as the AWS SDK signs in at the sandbox. */
export function administratorClient({ awsEndpoint }: Pick<Sandbox, 'awsEndpoint'>): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint: awsEndpoint,
    region: SANDBOX_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

/**
 * Gives a client its first token, as an operator would after the first deployment: whoever proves itself with a secret
 * has it put first, and whoever renews itself begins with a one-time code.
 * @throws Error with the reason when it does not come to that
 */
export async function issueFirstToken(
  sandbox: Sandbox,
  secretsManager: SecretsManagerClient,
  client: ClientState,
): Promise<void> {
  // Two rotations may each have a client of this name.
  const deployed = sandbox.clients.find(({ secretArn }) => secretArn === client.secretArn);
  if (deployed?.settings.grant === 'short-term-token') return issueByOtp(sandbox, client, deployed);
  if (deployed?.clientSecretArn !== undefined) {
    const value = JSON.stringify({ client_secret: sandbox.clientSecrets.get(client.clientId) });
    await secretsManager.send(new PutSecretValueCommand({ SecretId: deployed.clientSecretArn, SecretString: value }));
  }
  await rotateNow(sandbox, secretsManager, client);
}

async function issueByOtp(
  { api, lambda }: Sandbox,
  { name, clientId }: ClientState,
  { rotationFunctionArn }: DeployedClient,
): Promise<void> {
  const functions = lambda.functions();
  // What belongs to one rotation writes its metrics into one namespace.
  const namespace = functions.find(({ functionArn }) => functionArn === rotationFunctionArn)?.environment[NAMESPACE];
  const issuer = functions.find(
    ({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === ISSUER && environment[NAMESPACE] === namespace,
  );
  if (issuer === undefined) throw new Error('The stack has no function issue-by-otp.');
  const order = { client: name, otp_code: api.oneTimeCode(clientId) };
  const { functionError, payload } = await lambda.invoke(issuer.functionName, Buffer.from(JSON.stringify(order)));
  if (functionError !== undefined) throw new Error(`The first token of ${name} was not issued: ${payload.toString()}`);
}

/**
 * Rotates a client's token secret and waits for the end of it.
 * @throws Error with the reason when the rotation fails
 */
export async function rotateNow(
  sandbox: Sandbox,
  secretsManager: SecretsManagerClient,
  client: ClientState,
): Promise<void> {
  const { VersionId } = await secretsManager.send(new RotateSecretCommand({ SecretId: client.secretArn }));
  await sandbox.secretsManager.idle();
  assertSucceeded(lastRotation(sandbox, client), VersionId);
}

/** Id of the token under AWSCURRENT. @throws Error when the client has none */
export function currentTokenId(sandbox: Sandbox, name: string): string {
  const versions = sandbox.state().clients.find((client) => client.name === name)?.versions ?? [];
  const current = versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.tokenId;
  if (current === null || current === undefined) throw new Error(`${name} has no current token.`);
  return current;
}

/** The client's latest rotation. */
export function lastRotation(sandbox: Sandbox, client: Pick<ClientState, 'name'>): RotationState | undefined {
  return sandbox.state().rotations.findLast(({ clientName }) => clientName === client.name);
}

/** @throws Error with the reason unless the rotation to this version has succeeded */
export function assertSucceeded(rotation: RotationState | undefined, versionId = rotation?.versionId): void {
  if (rotation === undefined || rotation.versionId !== versionId) throw new Error('No rotation took place.');
  if (rotation.outcome === 'succeeded') return;
  throw new Error(`The rotation of ${rotation.clientName} did not succeed: ${rotation.error ?? 'it is still running'}`);
}
