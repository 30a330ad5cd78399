import { ClientSecretNotSet } from './errors.ts';
import { parseJson } from './json-text.ts';
import type { SecretVersions } from './secret-versions.ts';
import { CURRENT } from './version-labels.ts';

/**
 * Reads the secret of a client as an operator put it: `{"client_secret":"…"}`.
 * @throws ClientSecretNotSet for the placeholder of the first deployment, and for whatever else is not that
 */
export function parseClientSecret(value: string, client: string): string {
  const clientSecret = clientSecretIn(value);
  if (clientSecret !== undefined && SENDABLE.test(clientSecret)) return clientSecret;
  if (clientSecret !== undefined) {
    throw new ClientSecretNotSet(
      'The client_secret has a blank, a line break or a character that is not ASCII: it was not put as Click2Mail gave it. Put it anew.',
      { client },
    );
  }
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
  const clientSecret = clientSecretIn(value);
  return clientSecret !== undefined && SENDABLE.test(clientSecret);
}

/** Visible ASCII (RFC 6749, appendix A.2, without the blank): what an editor or a shell adds is not. */
const SENDABLE = /^[\x21-\x7e]+$/;

function clientSecretIn(value: string): string | undefined {
  const parsed = parseJson(value);
  const found: unknown =
    typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'client_secret') : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}
