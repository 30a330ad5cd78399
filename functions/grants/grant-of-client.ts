import type { KMSClient } from '@aws-sdk/client-kms';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ClientSettings } from '../lambda/settings.ts';
import { assertionGrant } from './assertion.ts';
import { clientSecretGrant } from './client-secret.ts';
import type { Grant } from './grant.ts';
import { shortTermTokenGrant } from './short-term-token.ts';

interface GrantOfClientOptions {
  readonly kms: KMSClient;
  readonly secretsManager: SecretsManagerClient;
}

/**
 * The grant that a client's settings name: for functions that serve clients of every grant.
 * @throws TypeError when the settings lack what their grant needs
 */
export function clientGrant(
  client: string,
  settings: ClientSettings,
  { kms, secretsManager }: GrantOfClientOptions,
): Grant {
  switch (settings.grant) {
    case 'assertion':
      return assertionGrant({ client, settings, kms });
    case 'client-secret': {
      const { clientSecretName } = settings;
      if (clientSecretName === undefined) throw new TypeError(`settings.json has no clientSecretName for ${client}.`);
      return clientSecretGrant({ client, secretsManager, clientSecretArn: clientSecretName });
    }
    case 'short-term-token':
      return shortTermTokenGrant(client);
  }
}
