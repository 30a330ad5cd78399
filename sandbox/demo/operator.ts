import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SANDBOX_REGION } from '../aws/aws-service.ts';
import type { ClientState, RotationState } from '../console/state.ts';
import type { Sandbox } from '../sandbox.ts';

/** The account's administrator, as the AWS SDK signs in at the sandbox. */
export function administratorClient({ awsEndpoint }: Pick<Sandbox, 'awsEndpoint'>): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint: awsEndpoint,
    region: SANDBOX_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
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
