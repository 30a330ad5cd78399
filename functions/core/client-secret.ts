import { ClientSecretNotSet } from './errors.ts';
import type { SecretVersions } from './secret-versions.ts';
import { CURRENT } from './version-labels.ts';

/**
 * Reads the secret of a client as an operator put it: `{"client_secret":"…"}`.
 * @throws ClientSecretNotSet for the placeholder of the first deployment, and for whatever else is not that
 */
export function parseClientSecret(value: string, client: string): string {
  const clientSecret = clientSecretIn(value);
  if (clientSecret !== undefined) return clientSecret;
  throw new ClientSecretNotSet(
    'The client\'s secret was not put yet. Put {"client_secret":"…"} with aws secretsmanager put-secret-value.',
    { client },
  );
}

/**
 * Whether an operator has put the client's secret, for people who may not read it.
 * @throws SecretUnreadable
 */
export async function isClientSecretSet(secret: SecretVersions): Promise<boolean> {
  const { value } = await secret.read({ label: CURRENT });
  return clientSecretIn(value) !== undefined;
}

function clientSecretIn(value: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    const found: unknown =
      typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'client_secret') : undefined;
    return typeof found === 'string' && found !== '' ? found : undefined;
  } catch {
    return undefined;
  }
}
