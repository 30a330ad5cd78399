import middy from '@middy/core';
import secretsManagerMiddleware from '@middy/secrets-manager';
import { issueToken } from './api-by-axios.ts';
import { rotationByTemplate, type RotationStepEvent } from './rotation-template.ts';

interface WithClientSecret {
  readonly clientSecret: { readonly client_secret: string };
}

const { CLIENT_ID, SCOPES = '', CLIENT_SECRET_ARN = '' } = process.env;

/** A rotation function for the client's secret the usual way: the middleware fetches the secret and keeps it. */
export const handler = middy()
  .use(
    secretsManagerMiddleware({
      fetchData: { clientSecret: CLIENT_SECRET_ARN },
      cacheExpiry: 5 * 60 * 1000,
      setToContext: true,
    }),
  )
  .handler(async (event: unknown, context: unknown) => {
    const { clientSecret } = context as WithClientSecret;
    const body = { grant_type: 'client_credentials', client_secret: clientSecret.client_secret, client_id: CLIENT_ID };
    await rotationByTemplate(() =>
      issueToken({ ...body, scopes: SCOPES.split(' ') }, { 'x-client-id': String(CLIENT_ID) }),
    )(event as RotationStepEvent);
  });
