import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { expectSilentAbout, failure } from './auth-under-test.ts';
import { type SecretsUnderTest, startSecrets } from './token-secret-under-test.ts';

let secrets: SecretsUnderTest;
beforeAll(async () => {
  secrets = await startSecrets();
});
afterAll(() => secrets.close());
afterEach(() => secrets.faults.clear());

const LABEL = 'click2mail:begun:20260301T120000Z:0123456789ab:11111111-1111-4111-8111-111111111111';
const NOT_MOVED = { name: 'LabelNotMoved', code: 'LABEL_NOT_MOVED', client: 'acme' };

describe('a label', () => {
  test('is put on a version, also a second time', async () => {
    const { current, labelsOf, versions } = await secrets.create();
    await versions.addLabel(LABEL, current);
    await versions.addLabel(LABEL, current);
    expect(await labelsOf(current)).toEqual(['AWSCURRENT', LABEL]);
  });

  test('is not taken from another version', async () => {
    const { current, put, labelsOf, versions } = await secrets.create();
    const holder = await put([LABEL]);
    const error = await failure(versions.addLabel(LABEL, current));
    expect(error).toMatchObject({ ...NOT_MOVED, versionId: current });
    expect(error.message).toBe(`Secrets Manager did not move the label ${LABEL}: InvalidParameterException.`);
    expectSilentAbout(error, ['$metadata', 'requestId']);
    expect(await labelsOf(holder)).toEqual([LABEL]);
  });

  test('is not put on when the secret has twenty', async () => {
    const { current, versions } = await secrets.create();
    for (let number = 1; number < 20; number += 1) await versions.addLabel(`click2mail:${number}`, current);
    const error = await failure(versions.addLabel(LABEL, current));
    expect(error.message).toBe(`Secrets Manager did not move the label ${LABEL}: LimitExceededException.`);
  });

  test('is taken off a version', async () => {
    const { put, labelsOf, versions } = await secrets.create();
    const holder = await put(['AWSPENDING', LABEL]);
    await versions.removeLabel(LABEL, holder);
    expect(await labelsOf(holder)).toEqual(['AWSPENDING']);
  });

  test('that is not there, or on another version, counts as taken off', async () => {
    const { current, put, labelsOf, versions } = await secrets.create();
    const holder = await put([LABEL]);
    await versions.removeLabel('click2mail:nothing', current);
    await versions.removeLabel(LABEL, current);
    await versions.removeLabel(LABEL, '22222222-2222-4222-8222-222222222222');
    expect(await labelsOf(holder)).toEqual([LABEL]);
  });

  test('is put on and taken off although the first answer is lost', async () => {
    const { current, labelsOf, versions } = await secrets.create();
    secrets.faults.order({ kind: 'lose-answer', operation: 'UpdateSecretVersionStage' });
    await versions.addLabel(LABEL, current);
    expect(await labelsOf(current)).toEqual(['AWSCURRENT', LABEL]);
    secrets.faults.order({ kind: 'lose-answer', operation: 'UpdateSecretVersionStage' });
    await versions.removeLabel(LABEL, current);
    expect(await labelsOf(current)).toEqual(['AWSCURRENT']);
  });

  test('that could not be taken off is no success: only its absence is', async () => {
    const { current, value, versions } = await secrets.create();
    for (const code of ['AccessDeniedException', 'InvalidRequestException', 'ResourceNotFoundException']) {
      secrets.faults.order({ kind: 'refuse', status: 400, code, operation: 'UpdateSecretVersionStage' });
      const error = await failure(versions.removeLabel(LABEL, current));
      expect(error).toMatchObject({ ...NOT_MOVED, versionId: current });
      expect(error.message).toBe(`Secrets Manager did not move the label ${LABEL}: ${code}.`);
      expectSilentAbout(error, [value]);
    }
  });
});

describe('AWSCURRENT', () => {
  test('is moved from the current version', async () => {
    const { current, put, labelsOf, versions } = await secrets.create();
    const pending = await put(['AWSPENDING']);
    await versions.moveCurrent(current, pending);
    expect(await labelsOf(pending)).toEqual(['AWSPENDING', 'AWSCURRENT']);
    expect(await labelsOf(current)).toEqual(['AWSPREVIOUS']);
  });

  test('stays when another version has become current meanwhile', async () => {
    const { current, put, labelsOf, versions } = await secrets.create();
    const pending = await put(['AWSPENDING']);
    const meanwhile = await put(['AWSCURRENT']);
    const error = await failure(versions.moveCurrent(current, pending));
    expect(error).toMatchObject({ ...NOT_MOVED, versionId: pending });
    expect(error.message).toBe('Secrets Manager did not move the label AWSCURRENT: InvalidParameterException.');
    expect(await labelsOf(meanwhile)).toEqual(['AWSCURRENT']);
  });

  test.each([1, 3])('that was moved is not known to have been moved when %d answers are lost', async (times) => {
    const { current, put, labelsOf, versions } = await secrets.create();
    const pending = await put(['AWSPENDING']);
    secrets.faults.order({ kind: 'lose-answer', operation: 'UpdateSecretVersionStage', times });
    expect(await failure(versions.moveCurrent(current, pending))).toMatchObject({ ...NOT_MOVED, versionId: pending });
    expect(await labelsOf(pending)).toContain('AWSCURRENT');
  });
});
