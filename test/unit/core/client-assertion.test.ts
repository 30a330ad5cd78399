import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { signAssertion } from '../../../functions/core/client-assertion.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KEY = {
  algorithm: 'ES256',
  keyId: 'key-1',
  sign: (input: string) =>
    Promise.resolve(sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })),
} as const;
const NOW = Date.parse('2026-03-01T12:00:00.750Z');
const AUDIENCE = 'https://api.click2mail.com/v2/auth/tokens/long';
const CLAIMS = { clientId: 'c2m_acme', audience: AUDIENCE, jti: 'attempt-1', lifetimeSeconds: 120 };

test('an assertion says who, to whom, once, and for how long', async () => {
  const assertion = await signAssertion(CLAIMS, KEY, NOW);
  expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'key-1' });
  expect(decodeJwt(assertion)).toEqual({
    iss: 'c2m_acme',
    sub: 'c2m_acme',
    aud: AUDIENCE,
    jti: 'attempt-1',
    iat: Date.parse('2026-03-01T11:59:30Z') / 1000,
    exp: Date.parse('2026-03-01T12:01:30Z') / 1000,
  });
});

test('an independent library accepts it', async () => {
  const assertion = await signAssertion(CLAIMS, KEY, NOW);
  await expect(
    jwtVerify(assertion, publicKey, { audience: AUDIENCE, issuer: 'c2m_acme', currentDate: new Date(NOW) }),
  ).resolves.toBeDefined();
});
