import {
  CreateKeyCommand,
  GetPublicKeyCommand,
  SignCommand,
  VerifyCommand,
  type KeySpec,
  type SigningAlgorithmSpec,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { flattenedVerify } from 'jose';
import { constants, createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { generatedKeyPair } from '../../../sandbox/kms/key-material.ts';
import { verifyPss } from '../../../sandbox/kms/rsa.ts';
import { signDigest, verifyDigest } from '../../../sandbox/kms/signatures.ts';
import { startKms } from './kms-under-test.ts';

let under: Awaited<ReturnType<typeof startKms>>;

beforeAll(async () => {
  under = await startKms();
});

afterAll(() => under.close());

const CASES: [jose: string, algorithm: SigningAlgorithmSpec, spec: KeySpec, hash: string][] = [
  ['RS256', 'RSASSA_PKCS1_V1_5_SHA_256', 'RSA_2048', 'sha256'],
  ['RS384', 'RSASSA_PKCS1_V1_5_SHA_384', 'RSA_2048', 'sha384'],
  ['RS512', 'RSASSA_PKCS1_V1_5_SHA_512', 'RSA_2048', 'sha512'],
  ['PS256', 'RSASSA_PSS_SHA_256', 'RSA_2048', 'sha256'],
  ['PS384', 'RSASSA_PSS_SHA_384', 'RSA_2048', 'sha384'],
  ['PS512', 'RSASSA_PSS_SHA_512', 'RSA_2048', 'sha512'],
  ['PS512', 'RSASSA_PSS_SHA_512', 'RSA_3072', 'sha512'],
  ['RS256', 'RSASSA_PKCS1_V1_5_SHA_256', 'RSA_4096', 'sha256'],
  ['ES256', 'ECDSA_SHA_256', 'ECC_NIST_P256', 'sha256'],
  ['ES384', 'ECDSA_SHA_384', 'ECC_NIST_P384', 'sha384'],
  ['ES512', 'ECDSA_SHA_512', 'ECC_NIST_P521', 'sha512'],
];

const CURVES: Readonly<Record<string, typeof p256>> = { ES256: p256, ES384: p384, ES512: p521 };

/** One key per spec is enough; RSA keys take long to make. */
const keyIds = new Map<string, Promise<string>>();

function keyOf(spec: KeySpec): Promise<string> {
  const made =
    keyIds.get(spec) ??
    under.client
      .send(new CreateKeyCommand({ KeySpec: spec, KeyUsage: 'SIGN_VERIFY' }))
      .then(({ KeyMetadata }) => KeyMetadata?.KeyId ?? '');
  keyIds.set(spec, made);
  return made;
}

async function publicKeyOf(keyId: string): Promise<KeyObject> {
  const { PublicKey } = await under.client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
}

async function signed(KeyId: string, SigningAlgorithm: SigningAlgorithmSpec, Message: Buffer, digest: boolean) {
  const MessageType = digest ? 'DIGEST' : 'RAW';
  const { Signature } = await under.client.send(new SignCommand({ KeyId, SigningAlgorithm, Message, MessageType }));
  return Buffer.from(Signature ?? []);
}

/** JOSE writes an ECDSA signature as r and s of equal length (RFC 7518 §3.4). */
function joseForm(alg: string, signature: Buffer): Buffer {
  const curve = CURVES[alg];
  return curve === undefined ? signature : Buffer.from(curve.Signature.fromBytes(signature, 'der').toBytes('compact'));
}

describe.each(CASES)('%s (%s with %s)', (alg, algorithm, spec, hash) => {
  const header = Buffer.from(JSON.stringify({ alg })).toString('base64url');
  const payload = Buffer.from(JSON.stringify({ sub: 'client' })).toString('base64url');
  const message = Buffer.from(`${header}.${payload}`);
  const digest = createHash(hash).update(message).digest();

  test.each([
    ['a message', false],
    ['its digest', true],
  ])('a signature over %s satisfies jose', async (_form, isDigest) => {
    const keyId = await keyOf(spec);
    for (let times = 0; times < 5; times += 1) {
      const signature = joseForm(alg, await signed(keyId, algorithm, isDigest ? digest : message, isDigest));
      const jws = { protected: header, payload, signature: signature.toString('base64url') };
      const verified = await flattenedVerify(jws, await publicKeyOf(keyId), { algorithms: [alg] });
      expect(verified.protectedHeader).toEqual({ alg });
    }
  });

  test('a digest that is sent as a message is hashed again', async () => {
    const keyId = await keyOf(spec);
    const signature = joseForm(alg, await signed(keyId, algorithm, digest, false));
    const jws = { protected: header, payload, signature: signature.toString('base64url') };
    await expect(flattenedVerify(jws, await publicKeyOf(keyId))).rejects.toThrow('signature verification failed');
  });

  test('Verify takes the signature of the message for its digest, and the other way round', async () => {
    const KeyId = await keyOf(spec);
    const overMessage = await signed(KeyId, algorithm, message, false);
    const overDigest = await signed(KeyId, algorithm, digest, true);
    const verified = { KeyId, SigningAlgorithm: algorithm };
    expect(
      await under.client.send(
        new VerifyCommand({ ...verified, Message: digest, MessageType: 'DIGEST', Signature: overMessage }),
      ),
    ).toMatchObject({ SignatureValid: true, SigningAlgorithm: algorithm });
    await under.client.send(new VerifyCommand({ ...verified, Message: message, Signature: overDigest }));
  });

  test('Verify throws at an altered signature, another message, and a signature of another form', async () => {
    const KeyId = await keyOf(spec);
    const signature = await signed(KeyId, algorithm, message, false);
    const altered = Buffer.from(signature);
    altered[altered.length - 3] = (altered[altered.length - 3] ?? 0) ^ 1;
    for (const [Message, Signature] of [
      [message, altered],
      [Buffer.from('another'), signature],
      [message, signature.subarray(1)],
      [message, Buffer.alloc(signature.length)],
    ] as const) {
      const call = under.client.send(new VerifyCommand({ KeyId, SigningAlgorithm: algorithm, Message, Signature }));
      // The error has no message on the wire; the SDK then says so.
      await expect(call).rejects.toMatchObject({ name: 'KMSInvalidSignatureException', message: 'UnknownError' });
    }
  });
});

test('the salt of a PSS signature is as long as the digest', async () => {
  const keyId = await keyOf('RSA_2048');
  const message = Buffer.from('m');
  const signature = await signed(keyId, 'RSASSA_PSS_SHA_256', message, false);
  const key = { key: await publicKeyOf(keyId), padding: constants.RSA_PKCS1_PSS_PADDING };
  expect(verify('sha256', message, { ...key, saltLength: 32 }, signature)).toBe(true);
  expect(verify('sha256', message, { ...key, saltLength: 20 }, signature)).toBe(false);
});

test('Verify refuses a PSS signature whose salt is not as long as the digest', async () => {
  const { privateKey, publicKey } = await generatedKeyPair('RSA_2048');
  const digest = createHash('sha256').update('m').digest();
  const withSalt = (saltLength: number) =>
    sign('sha256', Buffer.from('m'), { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
  expect(verifyPss(publicKey, 'sha256', digest, withSalt(32))).toBe(true);
  expect(verifyPss(publicKey, 'sha256', digest, withSalt(20))).toBe(false);
  expect(verifyPss(publicKey, 'sha256', digest, withSalt(100))).toBe(false);
});

test.each([
  ['ECC_NIST_P256', 'ECDSA_SHA_256', 'sha256'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512', 'sha512'],
  ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_384', 'sha384'],
] as const)("OpenSSL's own signature with a key of spec %s is valid", async (spec, algorithm, hash) => {
  const pair = await generatedKeyPair(spec);
  for (let times = 0; times < 20; times += 1) {
    const message = Buffer.from(`message ${times}`);
    const digest = createHash(hash).update(message).digest();
    const signature = sign(hash, message, pair.privateKey);
    expect(verifyDigest(spec, pair, algorithm, digest, signature)).toBe(true);
    expect(verifyDigest(spec, pair, algorithm, createHash(hash).digest(), signature)).toBe(false);
  }
});

describe('DER has one form of a signature', () => {
  const FORMS: readonly (readonly [string, (signature: Buffer) => Buffer])[] = [
    ['nothing', () => Buffer.alloc(0)],
    ['r alone', (der) => sequence(numbersOf(der).slice(0, 1))],
    ['a needless zero', (der) => sequence(numbersOf(der).map((number) => Buffer.concat([Buffer.of(0), number])))],
    ['something after it', (der) => Buffer.concat([der, Buffer.of(0)])],
    ['a length in the long form', (der) => Buffer.concat([Buffer.of(0x30, 0x81), der.subarray(1)])],
    ['its end cut off', (der) => der.subarray(0, -1)],
  ];

  test.each(FORMS)('and with %s it is not valid', async (_what, change) => {
    const pair = await generatedKeyPair('ECC_NIST_P256');
    const digest = createHash('sha256').update('m').digest();
    const signature = signDigest('ECC_NIST_P256', pair, 'ECDSA_SHA_256', digest);
    const isValid = (der: Buffer) => verifyDigest('ECC_NIST_P256', pair, 'ECDSA_SHA_256', digest, der);
    expect(sequence(numbersOf(signature))).toEqual(signature);
    expect([isValid(signature), isValid(change(signature))]).toEqual([true, false]);
  });

  /** The bytes of r and s out of `30 length 02 length r 02 length s`. */
  function numbersOf(der: Buffer): Buffer[] {
    const lengthOfR = der[3] ?? 0;
    return [der.subarray(4, 4 + lengthOfR), der.subarray(4 + lengthOfR + 2)];
  }

  function sequence(numbers: readonly Buffer[]): Buffer {
    const content = Buffer.concat(numbers.flatMap((number) => [Buffer.of(0x02, number.length), number]));
    return Buffer.concat([Buffer.of(0x30, content.length), content]);
  }
});

test('two signatures of one digest differ', async () => {
  const pair = await generatedKeyPair('ECC_NIST_P256');
  const digest = createHash('sha256').update('m').digest();
  const another = () => signDigest('ECC_NIST_P256', pair, 'ECDSA_SHA_256', digest);
  expect(another()).not.toEqual(another());
});
