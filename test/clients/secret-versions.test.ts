import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { expectSilentAbout, failure } from './auth-under-test.ts';
import { canary } from './scripted-api.ts';
import { type SecretsUnderTest, startSecrets } from './token-secret-under-test.ts';

let secrets: SecretsUnderTest;
beforeAll(async () => {
  secrets = await startSecrets();
});
afterAll(() => secrets.close());
afterEach(() => secrets.faults.clear());

const NOWHERE = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:click2mail/nobody-AbCdEf';
const OF_THE_SDK = ['$metadata', '$fault', 'requestId'];

describe('describing', () => {
  test('tells the labels of every version, and whether rotation is on', async () => {
    const { current, put, versions } = await secrets.create();
    const pending = await put(['AWSPENDING', 'click2mail:begun']);
    expect(await versions.describe()).toEqual({
      rotationEnabled: false,
      isDeleted: false,
      nextRotationAt: undefined,
      versions: { [current]: ['AWSCURRENT'], [pending]: ['AWSPENDING', 'click2mail:begun'] },
    });
  });

  test('fails with the name of the reason', async () => {
    const error = await failure(secrets.versionsOf(NOWHERE).describe());
    expect(error).toMatchObject({ name: 'SecretUnreadable', code: 'SECRET_UNREADABLE', client: 'acme' });
    expect(error.message).toBe('Secrets Manager did not describe the secret: ResourceNotFoundException.');
    expectSilentAbout(error, OF_THE_SDK);
  });

  test('survives a failure that passes', async () => {
    const { versions } = await secrets.create();
    secrets.faults.order({ kind: 'refuse', status: 500, operation: 'DescribeSecret' });
    await expect(versions.describe()).resolves.toBeDefined();
  });
});

describe('reading', () => {
  test('gives a version by its id, by a label, or by both', async () => {
    const { current, value, put, versions } = await secrets.create();
    const other = canary();
    const pending = await put(['AWSPENDING'], other);
    const isCurrent = { versionId: current, labels: ['AWSCURRENT'] };
    const isPending = { versionId: pending, labels: ['AWSPENDING'] };
    for (const [which, expected, held] of [
      [{ versionId: current }, isCurrent, value],
      [{ label: 'AWSCURRENT' }, isCurrent, value],
      [{ versionId: pending }, isPending, other],
      [{ label: 'AWSPENDING' }, isPending, other],
      [{ versionId: pending, label: 'AWSPENDING' }, isPending, other],
    ] as const) {
      const { value: read, ...rest } = await versions.read(which);
      expect(rest).toEqual(expected);
      expect(read === held).toBe(true);
    }
  });

  test('fails when the version does not have the label', async () => {
    const { current, value, versions } = await secrets.create();
    const error = await failure(versions.read({ versionId: current, label: 'AWSPENDING' }));
    expect(error).toMatchObject({ code: 'SECRET_UNREADABLE', client: 'acme', versionId: current });
    expect(error.message).toBe(
      `Secrets Manager did not give version ${current} under AWSPENDING: InvalidRequestException.`,
    );
    expectSilentAbout(error, [value, ...OF_THE_SDK]);
  });

  test('fails when there is no such version, or none with that label', async () => {
    const { versions } = await secrets.create();
    const nobody = randomUUID();
    expect((await failure(versions.read({ versionId: nobody }))).message).toBe(
      `Secrets Manager did not give version ${nobody}: ResourceNotFoundException.`,
    );
    expect((await failure(versions.read({ label: 'AWSPENDING' }))).message).toBe(
      'Secrets Manager did not give version AWSPENDING: ResourceNotFoundException.',
    );
  });

  test.each<[string, Parameters<SecretsUnderTest['faults']['order']>[0]]>([
    ['AccessDeniedException', { kind: 'refuse', status: 403 }],
    ['DecryptionFailure', { kind: 'refuse', status: 400, code: 'DecryptionFailure' }],
    ['InternalServiceError', { kind: 'refuse', status: 500, times: 3 }],
  ])('fails with %s and nothing of the value', async (reason, fault) => {
    const { value, versions } = await secrets.create();
    secrets.faults.order({ ...fault, operation: 'GetSecretValue' });
    const error = await failure(versions.read({ label: 'AWSCURRENT' }));
    expect(error.message).toBe(`Secrets Manager did not give version AWSCURRENT: ${reason}.`);
    expectSilentAbout(error, [value, ...OF_THE_SDK]);
  });
});

describe('storing', () => {
  const LABELS = ['AWSPENDING', 'click2mail:stored'];

  test('puts the value into the version and its labels on it, in one step', async () => {
    const { put, labelsOf, versions } = await secrets.create();
    const begun = await put(['click2mail:begun']);
    const versionId = randomUUID();
    const value = canary();
    await versions.put(versionId, value, [...LABELS, 'click2mail:begun']);
    expect((await versions.read({ versionId })).value === value).toBe(true);
    expect((await labelsOf(versionId)).toSorted()).toEqual([...LABELS, 'click2mail:begun'].toSorted());
    expect(await labelsOf(begun)).toEqual([]);
  });

  test('may be repeated with the same value', async () => {
    const { versions } = await secrets.create();
    const versionId = randomUUID();
    const value = canary();
    await versions.put(versionId, value, LABELS);
    await expect(versions.put(versionId, value, LABELS)).resolves.toBeUndefined();
  });

  test('another value in the same version is refused, and nothing of either is told', async () => {
    const { versions } = await secrets.create();
    const versionId = randomUUID();
    const [first, second] = [canary(), canary()];
    await versions.put(versionId, first, LABELS);
    const error = await failure(versions.put(versionId, second, LABELS));
    expect(error).toMatchObject({
      name: 'VersionAlreadyFilled',
      code: 'VERSION_ALREADY_FILLED',
      client: 'acme',
      versionId,
    });
    expectSilentAbout(error, [first, second, ...OF_THE_SDK]);
    expect((await versions.read({ versionId })).value === first).toBe(true);
  });

  test('survives a lost answer: the SDK repeats it, and it is the same', async () => {
    const { labelsOf, versions } = await secrets.create();
    secrets.faults.order({ kind: 'lose-answer', operation: 'PutSecretValue' });
    const versionId = randomUUID();
    const value = canary();
    await versions.put(versionId, value, LABELS);
    expect((await versions.read({ versionId })).value === value).toBe(true);
    expect(await labelsOf(versionId)).toEqual(LABELS);
  });

  test.each<[string, Parameters<SecretsUnderTest['faults']['order']>[0], RegExp]>([
    ['every answer is lost', { kind: 'lose-answer', times: 3 }, /: \w+\.$/],
    ['Secrets Manager fails', { kind: 'refuse', status: 500, times: 3 }, /: InternalServiceError\.$/],
    ['it is not allowed', { kind: 'refuse', status: 403 }, /: AccessDeniedException\.$/],
    ['the key is out of reach', { kind: 'refuse', status: 400, code: 'EncryptionFailure' }, /: EncryptionFailure\.$/],
  ])('is not known to have happened when %s', async (_what, fault, reason) => {
    const { versions } = await secrets.create();
    secrets.faults.order({ ...fault, operation: 'PutSecretValue' });
    const versionId = randomUUID();
    const value = canary();
    const error = await failure(versions.put(versionId, value, LABELS));
    expect(error).toMatchObject({ name: 'SecretNotStored', code: 'SECRET_NOT_STORED', client: 'acme', versionId });
    expect(error.message).toMatch(/^Secrets Manager did not confirm that the token was stored: /);
    expect(error.message).toMatch(reason);
    expectSilentAbout(error, [value, ...OF_THE_SDK]);
  });
});
