import middy from '@middy/core';
import { type ApiToken, exchangeToken, issueToken } from './api-by-axios.ts';
import { rotationByTemplate, type RotationStepEvent, secretsManager } from './rotation-template.ts';

const { CLIENT_ID, SCOPES = '' } = process.env;

async function issueByShortTermToken(SecretId: string): Promise<ApiToken> {
  const { SecretString = '{}' } = await secretsManager.getSecretValue({ SecretId, VersionStage: 'AWSCURRENT' });
  const current = JSON.parse(SecretString) as ApiToken;
  const { access_token } = await exchangeToken(current.access_token, ['tokens:write']);
  const body = { grant_type: 'client_credentials', client_id: CLIENT_ID, scopes: SCOPES.split(' ') };
  return issueToken(body, { authorization: `Bearer ${access_token}` });
}

/** A rotation function that renews the token by itself, the usual way. */
export const handler = middy<RotationStepEvent, void>(rotationByTemplate(issueByShortTermToken));
