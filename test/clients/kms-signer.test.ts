import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, decodeProtectedHeader, exportJWK, jwtVerify } from 'jose';
import { type AssertionKey, signAssertion } from '../../functions/core/client-assertion.ts';
import { type SigningKms, startSigningKms } from './signing-kms.ts';

const AUDIENCE = 'https://api.click2mail.com/v2/auth/tokens/long';

let kms: SigningKms;
beforeAll(async () => {
  kms = await startSigningKms();
});
afterAll(() => kms.close());
afterEach(() => void kms.arrived());

function assertionBy(key: AssertionKey, jti = 'attempt-1'): Promise<string> {
  return signAssertion({ clientId: 'c2m_acme', audience: AUDIENCE, jti, lifetimeSeconds: 120 }, key, Date.now());
}

const verified = (assertion: string, keyArn: string) =>
  jwtVerify(assertion, kms.kms.publicKeyOf(keyArn), {
    audience: AUDIENCE,
    issuer: 'c2m_acme',
    subject: 'c2m_acme',
    maxTokenAge: 60,
  });

describe('an assertion that KMS signed is accepted by an independent library', () => {
  test.each([
    ['RS256', 'RSA_2048'],
    ['RS256', 'RSA_3072'],
    ['RS256', 'RSA_4096'],
    ['PS256', 'RSA_2048'],
    ['ES256', 'ECC_NIST_P256'],
  ] as const)('%s by a key of %s', async (algorithm, spec) => {
    const keyArn = await kms.createKey(spec);
    const key = await kms.signerOf(keyArn, algorithm)();
    const { payload, protectedHeader } = await verified(await assertionBy(key), keyArn);
    expect(protectedHeader.alg).toBe(algorithm);
    expect(payload.jti).toBe('attempt-1');
  });

  test('by ES256 whatever length its signature has in DER, short numbers too', async () => {
    const keyArn = await kms.createKey('ECC_NIST_P256');
    const key = await kms.signerOf(keyArn, 'ES256')();
    const lengths = new Set<number>();
    kms.falsifyWith(({ operation }, answer) => {
      if (operation === 'Sign') lengths.add(Buffer.from(String(answer['Signature']), 'base64').length);
      return answer;
    });
    // One signature in 128 has a number that is shorter than 32 bytes.
    const isDone = () => [70, 71, 72].every((length) => lengths.has(length)) && Math.min(...lengths) < 70;
    for (let number = 0; !isDone(); number += 1) {
      await verified(await assertionBy(key, `attempt-${number}`), keyArn);
    }
    kms.falsifyWith((_call, answer) => answer);
    expect(lengths.size).toBeGreaterThan(3);
  });
});

describe('the key', () => {
  test('is named by its RFC 7638 thumbprint, as jose calculates it', async () => {
    for (const [algorithm, spec] of [
      ['RS256', 'RSA_2048'],
      ['ES256', 'ECC_NIST_P256'],
    ] as const) {
      const keyArn = await kms.createKey(spec);
      const key = await kms.signerOf(keyArn, algorithm)();
      const thumbprint = await calculateJwkThumbprint(await exportJWK(kms.kms.publicKeyOf(keyArn)));
      expect(key.keyId).toBe(thumbprint);
      expect(decodeProtectedHeader(await assertionBy(key)).kid).toBe(thumbprint);
    }
  });

  test('is named as configured', async () => {
    const keyArn = await kms.createKey('ECC_NIST_P256');
    const key = await kms.signerOf(keyArn, 'ES256', 'acme-2026')();
    expect(decodeProtectedHeader(await assertionBy(key))).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'acme-2026' });
  });

  test('is fetched once for many signatures, also when they are asked for at once', async () => {
    const signer = kms.signerOf(await kms.createKey('ECC_NIST_P256'), 'ES256');
    await Promise.all(
      Array.from({ length: 10 }, async (_none, number) => assertionBy(await signer(), `attempt-${number}`)),
    );
    const operations = kms.arrived().map(({ operation }) => operation);
    expect(operations.filter((operation) => operation === 'GetPublicKey')).toHaveLength(1);
    expect(operations.filter((operation) => operation === 'Sign')).toHaveLength(10);
  });

  test('is fetched again after that failed', async () => {
    const signer = kms.signerOf(await kms.createKey('ECC_NIST_P256'), 'ES256');
    kms.faults.order({ kind: 'refuse', status: 403, operation: 'GetPublicKey' });
    await expect(signer()).rejects.toMatchObject({ code: 'ASSERTION_NOT_SIGNED' });
    await expect(assertionBy(await signer())).resolves.toBeDefined();
  });
});

test('KMS is given the digest and told that it is one', async () => {
  const keyArn = await kms.createKey('RSA_2048');
  const key = await kms.signerOf(keyArn, 'PS256')();
  kms.arrived();
  const assertion = await assertionBy(key);
  const signingInput = assertion.slice(0, assertion.lastIndexOf('.'));
  expect(kms.arrived()).toEqual([
    {
      operation: 'Sign',
      input: {
        KeyId: keyArn,
        Message: createHash('sha256').update(signingInput).digest('base64'),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'RSASSA_PSS_SHA_256',
      },
    },
  ]);
});
