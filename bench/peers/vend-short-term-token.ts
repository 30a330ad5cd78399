import middy from '@middy/core';
import secretsManager from '@middy/secrets-manager';
import axios from 'axios';

interface ShortTermToken {
  readonly access_token: string;
  readonly expires_at: string;
}

const { API_BASE_URL, SCOPES = '', TOKEN_SECRET_ARN = '' } = process.env;
const EARLIER_MS = 60_000;

let kept: ShortTermToken | undefined;

/**
 * A vendor of short-term tokens the usual way. The middleware fetches the secret and keeps it for five minutes, as its
 * documentation shows; the short-term token is kept in a variable until a minute before it expires.
 * @see https://middy.js.org/docs/middlewares/secrets-manager
 */
export const handler = middy()
  .use(secretsManager({ fetchData: { token: TOKEN_SECRET_ARN }, cacheExpiry: 5 * 60 * 1000, setToContext: true }))
  .handler(async (_event: unknown, context: unknown) => {
    if (kept !== undefined && Date.parse(kept.expires_at) - EARLIER_MS > Date.now()) return kept;
    const { token } = context as { readonly token: { readonly access_token: string } };
    const { data } = await axios.post<ShortTermToken>(
      `${API_BASE_URL}/auth/tokens/short`,
      { scopes: SCOPES.split(' ') },
      { headers: { authorization: `Bearer ${token.access_token}` }, timeout: 10_000 },
    );
    kept = data;
    return kept;
  });
