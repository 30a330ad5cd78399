import { KMS } from '@aws-sdk/client-kms';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import { type ApiToken, exchangeToken, revokeToken } from './api-by-axios.ts';

const { TOKEN_SECRET_ARN: SecretId, SIGNING_KEY: KeyId } = process.env;
const secretsManager = new SecretsManager();
const kms = new KMS();

/** Once a day, say: revokes the token that the last rotation superseded, and looks whether the signing key is usable. */
export const handler = middy(async () => {
  const { VersionIdsToStages = {} } = await secretsManager.describeSecret({ SecretId });
  const current = await secretsManager.getSecretValue({ SecretId, VersionStage: 'AWSCURRENT' });
  const previous = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes('AWSPREVIOUS'));
  if (previous !== undefined) {
    const { SecretString = '{}' } = await secretsManager.getSecretValue({ SecretId, VersionId: previous });
    const { access_token } = JSON.parse(current.SecretString ?? '{}') as ApiToken;
    const bearer = await exchangeToken(access_token, ['tokens:revoke']);
    await revokeToken((JSON.parse(SecretString) as ApiToken).token_id, bearer.access_token);
  }
  const { KeyMetadata } = await kms.describeKey({ KeyId });
  return { isKeyUsable: KeyMetadata?.KeyState === 'Enabled' };
});
