import { createHash, randomUUID } from 'node:crypto';
import { KMS } from '@aws-sdk/client-kms';
import middy from '@middy/core';
import { type ApiToken, issueToken } from './api-by-axios.ts';
import { rotationByTemplate, type RotationStepEvent } from './rotation-template.ts';

const kms = new KMS();
const { CLIENT_ID, SCOPES = '', SIGNING_KEY, SIGNING_KEY_ID, API_BASE_URL, ASSERTION_TYPE } = process.env;

const base64Url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function issueByAssertion(): Promise<ApiToken> {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'RS256', typ: 'JWT', kid: SIGNING_KEY_ID };
  const claims = {
    iss: CLIENT_ID,
    sub: CLIENT_ID,
    aud: `${API_BASE_URL}/auth/tokens/long`,
    jti: randomUUID(),
    iat: now,
    exp: now + 300,
  };
  const input = `${base64Url(header)}.${base64Url(claims)}`;
  const { Signature = new Uint8Array() } = await kms.sign({
    KeyId: SIGNING_KEY,
    SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    MessageType: 'DIGEST',
    Message: createHash('sha256').update(input).digest(),
  });
  const assertion = `${input}.${Buffer.from(Signature).toString('base64url')}`;
  const body = { grant_type: 'assertion', assertion_type: ASSERTION_TYPE, assertion };
  return issueToken({ ...body, client_id: CLIENT_ID, scopes: SCOPES.split(' ') }, { 'x-client-id': String(CLIENT_ID) });
}

/** A rotation function for assertions the usual way. */
export const handler = middy<RotationStepEvent, void>(rotationByTemplate(issueByAssertion));
