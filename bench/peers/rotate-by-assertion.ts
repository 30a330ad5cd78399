import { createHash, randomUUID } from 'node:crypto';
import { KMS } from '@aws-sdk/client-kms';
import { ResourceNotFoundException, SecretsManager } from '@aws-sdk/client-secrets-manager';
import axios from 'axios';

interface RotationStep {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

interface LongTermToken {
  readonly access_token: string;
  readonly scopes?: readonly string[];
}

const { CLIENT_ID, SCOPES = '', SIGNING_KEY, SIGNING_KEY_ID, API_BASE_URL, ASSERTION_TYPE } = process.env;
const secretsManager = new SecretsManager();
const kms = new KMS();
const api = axios.create({ baseURL: API_BASE_URL ?? '', timeout: 10_000 });

/**
 * AWS's template for a rotation function, call for call, with the two places filled in that it leaves to its user: a
 * new token where it makes a random password, and a test that exchanges the token. What it does not do (keep account
 * of what was issued, revoke what is superseded) is not added.
 * @see https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas/blob/master/SecretsManagerRotationTemplate/lambda_function.py
 */
export async function handler({ Step, SecretId, ClientRequestToken }: RotationStep): Promise<void> {
  const { RotationEnabled, VersionIdsToStages = {} } = await secretsManager.describeSecret({ SecretId });
  if (RotationEnabled !== true) throw new Error(`Secret ${SecretId} is not enabled for rotation`);
  const stages = VersionIdsToStages[ClientRequestToken];
  if (stages === undefined) throw new Error('The secret version has no stage for rotation.');
  if (stages.includes('AWSCURRENT')) return;
  if (!stages.includes('AWSPENDING')) throw new Error('The secret version is not set as AWSPENDING.');
  if (Step === 'createSecret') await createSecret(SecretId, ClientRequestToken);
  else if (Step === 'testSecret') await testSecret(SecretId, ClientRequestToken);
  else if (Step === 'finishSecret') await finishSecret(SecretId, ClientRequestToken);
  else if (Step !== 'setSecret') throw new Error('Invalid step parameter');
}

async function createSecret(SecretId: string, ClientRequestToken: string): Promise<void> {
  await secretsManager.getSecretValue({ SecretId, VersionStage: 'AWSCURRENT' });
  try {
    await secretsManager.getSecretValue({ SecretId, VersionId: ClientRequestToken, VersionStage: 'AWSPENDING' });
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const SecretString = JSON.stringify({ client_id: CLIENT_ID, ...(await issue()), issued_at: new Date() });
    await secretsManager.putSecretValue({ SecretId, ClientRequestToken, SecretString, VersionStages: ['AWSPENDING'] });
  }
}

async function testSecret(SecretId: string, VersionId: string): Promise<void> {
  const pending = { SecretId, VersionId, VersionStage: 'AWSPENDING' };
  const { SecretString = '{}' } = await secretsManager.getSecretValue(pending);
  const { access_token, scopes = [] } = JSON.parse(SecretString) as LongTermToken;
  const headers = { authorization: `Bearer ${access_token}` };
  await api.post('/auth/tokens/short', { scopes: scopes.slice(0, 1) }, { headers });
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

async function issue(): Promise<LongTermToken> {
  const body = { grant_type: 'assertion', assertion_type: ASSERTION_TYPE, assertion: await assertion() };
  const request = { ...body, client_id: CLIENT_ID, scopes: SCOPES.split(' '), ttl_seconds: 90 * 24 * 3600 };
  const { data } = await api.post<LongTermToken>('/auth/tokens/long', request, {
    headers: { 'x-client-id': CLIENT_ID },
  });
  return data;
}

async function assertion(): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  const audience = `${API_BASE_URL}/auth/tokens/long`;
  const claims = { iss: CLIENT_ID, sub: CLIENT_ID, aud: audience, jti: randomUUID(), iat, exp: iat + 300 };
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const input = `${encoded({ alg: 'RS256', typ: 'JWT', kid: SIGNING_KEY_ID })}.${encoded(claims)}`;
  const { Signature = new Uint8Array() } = await kms.sign({
    KeyId: SIGNING_KEY,
    SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    MessageType: 'DIGEST',
    Message: createHash('sha256').update(input).digest(),
  });
  return `${input}.${Buffer.from(Signature).toString('base64url')}`;
}
