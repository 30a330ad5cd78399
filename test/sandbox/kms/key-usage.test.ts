import {
  CreateKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyLastUsageCommand,
  GetKeyRotationStatusCommand,
  SignCommand,
  type CreateKeyCommandInput,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startKms } from './kms-under-test.ts';

let under: Awaited<ReturnType<typeof startKms>>;
beforeEach(async () => {
  under = await startKms();
});
afterEach(() => under.close());

const EC: CreateKeyCommandInput = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };
const DAY = 24 * 60 * 60;

async function make(input: CreateKeyCommandInput): Promise<string> {
  const { KeyMetadata } = await under.client.send(new CreateKeyCommand(input));
  return KeyMetadata?.KeyId ?? '';
}

const lastUsage = (KeyId: string) => under.client.send(new GetKeyLastUsageCommand({ KeyId }));
const sign = (KeyId: string, more: object = {}) =>
  under.client.send(new SignCommand({ KeyId, Message: Buffer.from('x'), SigningAlgorithm: 'ECDSA_SHA_256', ...more }));

describe('the last usage of a key', () => {
  test('is empty before its first use, and since when it is watched is said', async () => {
    const KeyId = await make(EC);
    const made = new Date(under.clock.now());
    expect(await lastUsage(KeyId)).toMatchObject({
      KeyId,
      KeyCreationDate: made,
      TrackingStartDate: made,
      KeyLastUsage: {},
    });
  });

  test('is the last successful cryptographic operation, and when it was', async () => {
    const [signs, encrypts] = [await make(EC), await make({})];
    await under.clock.advance(60);
    await sign(signs);
    const signed = new Date(under.clock.now());
    await under.clock.advance(60);
    await under.client.send(new EncryptCommand({ KeyId: encrypts, Plaintext: Buffer.from('x') }));
    expect((await lastUsage(signs)).KeyLastUsage).toMatchObject({ Operation: 'Sign', Timestamp: signed });
    expect((await lastUsage(encrypts)).KeyLastUsage).toEqual({
      Operation: 'Encrypt',
      Timestamp: new Date(under.clock.now()),
      CloudTrailEventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      KmsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('is neither what failed, nor a dry run, nor a look at the key', async () => {
    const KeyId = await make(EC);
    await expect(sign(KeyId, { DryRun: true })).rejects.toThrow('DryRun');
    await expect(sign(KeyId, { SigningAlgorithm: 'RSASSA_PSS_SHA_256' })).rejects.toThrow('incompatible');
    expect((await lastUsage(KeyId)).KeyLastUsage).toEqual({});
  });

  test('is not told by alias', async () => {
    await expect(lastUsage('alias/x')).rejects.toThrow("Invalid keyId 'alias/x'");
  });
});

describe('automatic rotation', () => {
  const status = (KeyId: string) => under.client.send(new GetKeyRotationStatusCommand({ KeyId }));

  test('is off until it is switched on, and then comes once a year, or as often as is said', async () => {
    const KeyId = await make({});
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: false });
    const begun = under.clock.now();
    await under.client.send(new EnableKeyRotationCommand({ KeyId }));
    const year = { KeyRotationEnabled: true, RotationPeriodInDays: 365 };
    expect(await status(KeyId)).toMatchObject({ ...year, NextRotationDate: new Date(begun + 365 * DAY * 1000) });
    await under.clock.advance(366 * DAY);
    expect(await status(KeyId)).toMatchObject({ ...year, NextRotationDate: new Date(begun + 730 * DAY * 1000) });
    await under.client.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    expect(await status(KeyId)).toMatchObject({ RotationPeriodInDays: 90 });
    await under.client.send(new DisableKeyRotationCommand({ KeyId }));
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: false });
  });

  test('is nothing for a signing key', async () => {
    const KeyId = await make(EC);
    const refused = expect.objectContaining({ name: 'UnsupportedOperationException' });
    await expect(under.client.send(new EnableKeyRotationCommand({ KeyId }))).rejects.toEqual(refused);
    await expect(status(KeyId)).rejects.toEqual(refused);
  });
});
