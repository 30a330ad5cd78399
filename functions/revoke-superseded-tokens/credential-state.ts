import type { KMSClient } from '@aws-sdk/client-kms';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { valuePutAt } from '../clients/client-secret-age.ts';
import { isKeyUsable } from '../clients/key-state.ts';
import type { ClientSettings } from '../lambda/settings.ts';

/** What a client proves itself with. Nothing is wrong with what its grant does not have. */
export interface CredentialState {
  readonly isSigningKeyUnusable: boolean;
  /** Whether the client's secret was put more than a year ago. */
  readonly isClientSecretStale: boolean;
}

interface LookingAtCredential {
  readonly kms: KMSClient;
  readonly secretsManager: SecretsManagerClient;
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Looks at a client's signing key or secret long before the next rotation needs it; neither is used or read.
 * @param now epoch milliseconds
 * @throws KeyNotDescribed | SecretUnreadable
 */
export async function credentialState(
  client: string,
  { assertion, clientSecretName }: ClientSettings,
  { kms, secretsManager }: LookingAtCredential,
  now: number,
): Promise<CredentialState> {
  const isUsable = assertion === undefined || (await isKeyUsable(kms, assertion.signingKey, client));
  const putAt = clientSecretName === undefined ? undefined : await valuePutAt(secretsManager, clientSecretName, client);
  return { isSigningKeyUnusable: !isUsable, isClientSecretStale: putAt !== undefined && now - putAt > YEAR_MS };
}
