import middy from '@middy/core';
import secretsManagerMiddleware from '@middy/secrets-manager';
import { type ApiToken, exchangeToken } from './api-by-axios.ts';

interface WithToken {
  readonly token: ApiToken;
}

const { SCOPES = '', TOKEN_SECRET_ARN = '' } = process.env;
const EARLIER_MS = 60_000;

let kept: ApiToken | undefined;

/**
 * A vendor of short-term tokens the usual way: the middleware fetches the secret and keeps it for five minutes, and
 * the short-term token is kept in a variable until a minute before it expires.
 */
export const handler = middy()
  .use(
    secretsManagerMiddleware({
      fetchData: { token: TOKEN_SECRET_ARN },
      cacheExpiry: 5 * 60 * 1000,
      setToContext: true,
    }),
  )
  .handler(async (_event: unknown, context: unknown) => {
    if (kept !== undefined && Date.parse(kept.expires_at) - EARLIER_MS > Date.now()) return kept;
    kept = await exchangeToken((context as WithToken).token.access_token, SCOPES.split(' '));
    return kept;
  });
