import type { RotationRulesType, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SecretsEndpoint } from './secrets-endpoint.ts';
import { FUNCTION_ARN } from './template-rotation.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;
const SecretId = 'secret';
const DAY_SECONDS = 24 * 3600;

beforeEach(async () => {
  endpoint = await SecretsEndpoint.start();
  ({ client } = endpoint);
  await client.createSecret({ Name: SecretId, SecretString: 'first' });
});
afterEach(() => endpoint[Symbol.asyncDispose]());

const describeIt = () => client.describeSecret({ SecretId });
const startDays = () =>
  endpoint.secretsManager.rotations().map(({ startedAt }) => new Date(startedAt).toISOString().slice(5, 10));

async function rotateBy(RotationRules: RotationRulesType): Promise<void> {
  await client.rotateSecret({ SecretId, RotationLambdaARN: FUNCTION_ARN, RotationRules });
  await endpoint.secretsManager.idle();
}

test('A secret is rotated every so many days, and the clock does not move on before that is done', async () => {
  await rotateBy({ AutomaticallyAfterDays: 10 });
  await endpoint.clock.advance(35 * DAY_SECONDS);
  expect(startDays()).toEqual(['11-24', '12-04', '12-14', '12-24']);
  expect(endpoint.secretsManager.rotations().every(({ outcome }) => outcome === 'succeeded')).toBe(true);
  expect(await describeIt()).toMatchObject({ NextRotationDate: new Date('2027-01-03T23:59:59Z') });
});

test('After a rotation an expression is described with the days it comes to', async () => {
  await rotateBy({ ScheduleExpression: 'cron(0 16 1,15 * ? *)', Duration: '2h' });
  expect(await describeIt()).toMatchObject({
    RotationRules: { AutomaticallyAfterDays: 7, ScheduleExpression: 'cron(0 16 1,15 * ? *)', Duration: '2h' },
    NextRotationDate: new Date('2026-12-01T17:59:59Z'),
  });
});

test('While rotation fails, each window tries the same version again and the next date stays in the past', async () => {
  await rotateBy({ AutomaticallyAfterDays: 1 });
  endpoint.rotation.before = () => {
    throw new Error('no');
  };
  // Past noon: a window's moment lies in its first half.
  await endpoint.clock.advance(3 * DAY_SECONDS + 2 * 3600);
  const [, ...failed] = endpoint.secretsManager.rotations();
  expect(new Set(startDays())).toEqual(new Set(['11-24', '11-25', '11-26', '11-27']));
  expect(new Set(failed.map(({ versionId }) => versionId)).size).toBe(1);
  expect(await describeIt()).toMatchObject({ NextRotationDate: new Date('2026-11-25T23:59:59Z') });

  endpoint.rotation.before = () => undefined;
  await endpoint.clock.advance(DAY_SECONDS);
  // A retry or the next window, whichever comes first: the moment in a window goes by the secret's ARN.
  const next = endpoint.secretsManager.rotations()[1 + failed.length];
  expect(next).toMatchObject({ versionId: failed[0]?.versionId, outcome: 'succeeded' });
});

test('A value set by hand counts as a rotation where days are counted', async () => {
  await rotateBy({ AutomaticallyAfterDays: 10 });
  await endpoint.clock.advance(5 * DAY_SECONDS);
  await client.putSecretValue({ SecretId, SecretString: 'by hand' });
  expect(await describeIt()).toMatchObject({ NextRotationDate: new Date('2026-12-09T23:59:59Z') });
  await endpoint.clock.advance(9 * DAY_SECONDS);
  expect(startDays()).toEqual(['11-24']);
});

test('A value set by hand changes nothing about a schedule of dates', async () => {
  await rotateBy({ ScheduleExpression: 'cron(0 0 1 * ? *)' });
  await client.putSecretValue({ SecretId, SecretString: 'by hand' });
  await endpoint.clock.advance(10 * DAY_SECONDS);
  expect(startDays()).toEqual(['11-24', '12-01']);
});

test('Nothing is rotated once rotation is off, nor while the secret is marked for deletion', async () => {
  await rotateBy({ AutomaticallyAfterDays: 1 });
  await client.cancelRotateSecret({ SecretId });
  await endpoint.clock.advance(3 * DAY_SECONDS);
  expect(await describeIt()).not.toHaveProperty('NextRotationDate');
  await client.rotateSecret({ SecretId });
  await endpoint.secretsManager.idle();
  await client.deleteSecret({ SecretId });
  await endpoint.clock.advance(3 * DAY_SECONDS);
  expect(startDays()).toEqual(['11-24', '11-27']);

  await client.restoreSecret({ SecretId });
  await endpoint.clock.advance(2 * DAY_SECONDS);
  expect(startDays().slice(0, 3)).toEqual(['11-24', '11-27', '12-01']);
});

test('A scheduled rotation for which there is no label left is a failed attempt, and the clock goes on', async () => {
  await rotateBy({ AutomaticallyAfterDays: 1 });
  const VersionStages = Array.from({ length: 18 }, (_, index) => `label-${index}`);
  await client.putSecretValue({ SecretId, SecretString: 'full', VersionStages });
  await endpoint.clock.advance(DAY_SECONDS * 1.6);
  expect(endpoint.secretsManager.rotations().at(-1)).toMatchObject({
    outcome: 'failed',
    error: expect.stringContaining('LimitExceededException'),
    steps: [],
  });
});
