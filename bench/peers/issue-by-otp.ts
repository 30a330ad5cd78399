import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import { issueToken } from './api-by-axios.ts';

interface OtpEvent {
  readonly otp_code: string;
}

const { CLIENT_ID, SCOPES = '', TOKEN_SECRET_ARN } = process.env;
const secretsManager = new SecretsManager();

/** Issues a token by a one-time code and stores it, the usual way. */
export const handler = middy<OtpEvent, { token_id: string }>(async ({ otp_code }: OtpEvent) => {
  const { access_token, token_type, token_id, expires_at, scopes } = await issueToken(
    { grant_type: 'client_credentials', client_id: CLIENT_ID, otp_code, scopes: SCOPES.split(' ') },
    { 'x-client-id': String(CLIENT_ID) },
  );
  await secretsManager.putSecretValue({
    SecretId: TOKEN_SECRET_ARN,
    SecretString: JSON.stringify({ access_token, token_type, token_id, expires_at, scopes }),
  });
  return { token_id };
});
