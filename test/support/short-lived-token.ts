import { parseTokenSecret } from '../../functions/core/token-secret.ts';
import { recordSecret } from './secret-watch.ts';
import type { TestSandbox } from './test-sandbox.ts';

/**
 * Makes a token of a client current that lives only so many seconds, as an operator does who puts one that was issued
 * elsewhere.
 */
export async function putShortLivedToken(running: TestSandbox, name: string, seconds: number): Promise<void> {
  const { apiBaseUrl, clientSecrets, clock } = running.sandbox;
  const client = running.client(name);
  const current = parseTokenSecret(await client.valueOf(client.versionWith('AWSCURRENT') ?? ''));
  const response = await fetch(`${apiBaseUrl}/auth/tokens/long`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-client-id': client.clientId },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: clientSecrets.get(client.clientId),
      scopes: current?.scopes,
      ttl_seconds: seconds,
    }),
  });
  const issued = (await response.json()) as Record<string, unknown>;
  recordSecret(String(issued['access_token']));
  const value = {
    ...current,
    access_token: issued['access_token'],
    token_id: issued['token_id'],
    issued_at: new Date(clock.now()).toISOString(),
    expires_at: new Date(String(issued['expires_at'])).toISOString(),
  };
  await client.administrate('PutSecretValue', { SecretString: JSON.stringify(value) });
}
