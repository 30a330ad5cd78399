import { ResourceNotFoundException, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type ApiToken, exchangeToken } from './api-by-axios.ts';

/** What Secrets Manager sends. */
export interface RotationStepEvent {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

export const secretsManager = new SecretsManager();

/**
 * AWS's template for a rotation function, call for call, with the two places filled in that it leaves to its user:
 * a new token where it makes a random password, and a test that exchanges the token. What it does not do (keep account
 * of what was issued, revoke what is superseded) is not added.
 * @see https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas/blob/master/SecretsManagerRotationTemplate/lambda_function.py
 */
export function rotationByTemplate(issue: (secretId: string) => Promise<ApiToken>) {
  return async ({ Step, SecretId, ClientRequestToken }: RotationStepEvent): Promise<void> => {
    const { RotationEnabled, VersionIdsToStages = {} } = await secretsManager.describeSecret({ SecretId });
    if (RotationEnabled !== true) throw new Error(`Secret ${SecretId} is not enabled for rotation`);
    const stages = VersionIdsToStages[ClientRequestToken];
    if (stages === undefined) throw new Error('The secret version has no stage for rotation.');
    if (stages.includes('AWSCURRENT')) return;
    if (!stages.includes('AWSPENDING')) throw new Error('The secret version is not set as AWSPENDING.');
    switch (Step) {
      case 'createSecret':
        return createSecret(SecretId, ClientRequestToken, issue);
      case 'setSecret':
        return;
      case 'testSecret':
        return testSecret(SecretId, ClientRequestToken);
      case 'finishSecret':
        return finishSecret(SecretId, ClientRequestToken);
      default:
        throw new Error('Invalid step parameter');
    }
  };
}

async function createSecret(
  SecretId: string,
  ClientRequestToken: string,
  issue: (secretId: string) => Promise<ApiToken>,
): Promise<void> {
  await secretsManager.getSecretValue({ SecretId, VersionStage: 'AWSCURRENT' });
  try {
    await secretsManager.getSecretValue({ SecretId, VersionId: ClientRequestToken, VersionStage: 'AWSPENDING' });
    return;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  const { access_token, token_type, token_id, expires_at, scopes } = await issue(SecretId);
  await secretsManager.putSecretValue({
    SecretId,
    ClientRequestToken,
    SecretString: JSON.stringify({
      client_id: process.env['CLIENT_ID'],
      access_token,
      token_type,
      token_id,
      issued_at: new Date().toISOString(),
      expires_at,
      scopes: scopes ?? [],
    }),
    VersionStages: ['AWSPENDING'],
  });
}

async function testSecret(SecretId: string, VersionId: string): Promise<void> {
  const { SecretString = '{}' } = await secretsManager.getSecretValue({
    SecretId,
    VersionId,
    VersionStage: 'AWSPENDING',
  });
  const { access_token, scopes = [] } = JSON.parse(SecretString) as ApiToken;
  await exchangeToken(access_token, scopes.slice(0, 1));
}

async function finishSecret(SecretId: string, MoveToVersionId: string): Promise<void> {
  const { VersionIdsToStages = {} } = await secretsManager.describeSecret({ SecretId });
  const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes('AWSCURRENT'));
  if (current === MoveToVersionId) return;
  await secretsManager.updateSecretVersionStage({
    SecretId,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId,
    ...(current === undefined ? {} : { RemoveFromVersionId: current }),
  });
}
