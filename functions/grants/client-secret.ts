import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretVersions } from '../clients/secret-versions.ts';
import { parseClientSecret } from '../core/client-secret.ts';
import type { Grant } from './grant.ts';

interface ClientSecretGrantOptions {
  readonly client: string;
  readonly secretsManager: SecretsManagerClient;
  readonly clientSecretArn: string;
}

/** Proves who the client is with its secret, read anew each time: an operator may have put another one. */
export function clientSecretGrant({ client, secretsManager, clientSecretArn }: ClientSecretGrantOptions): Grant {
  const secret = secretVersions({ secretsManager, secretArn: clientSecretArn, client });
  return async () => {
    const { value } = await secret.read({ label: 'AWSCURRENT' });
    return { kind: 'client-secret', clientSecret: parseClientSecret(value, client) };
  };
}
