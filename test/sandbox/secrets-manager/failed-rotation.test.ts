import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusal, SecretsEndpoint } from './secrets-endpoint.ts';
import { FUNCTION_ARN } from './template-rotation.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;
const SecretId = 'secret';
const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string];

beforeEach(async () => {
  endpoint = await SecretsEndpoint.start();
  ({ client } = endpoint);
  await client.createSecret({ Name: SecretId, SecretString: 'first', ClientRequestToken: one });
});
afterEach(() => endpoint[Symbol.asyncDispose]());

const describeIt = () => client.describeSecret({ SecretId });
const labels = async () => (await describeIt()).VersionIdsToStages;
const takePendingOff = (RemoveFromVersionId: string) =>
  client.updateSecretVersionStage({ SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId });
const outcomes = () => endpoint.secretsManager.rotations().map(({ versionId, outcome }) => [versionId, outcome]);

async function rotate(ClientRequestToken: string): Promise<void> {
  await client.rotateSecret({ SecretId, ClientRequestToken, RotationLambdaARN: FUNCTION_ARN });
  await endpoint.secretsManager.idle();
}

/** From now on the function fails at the step, so many times. */
function failAt(step: string, times = Infinity, when: 'before' | 'after' = 'before'): void {
  let left = times;
  endpoint.rotation[when] = ({ Step }) => {
    if (Step !== step || left === 0) return;
    left -= 1;
    throw new Error('the outside did not answer');
  };
}

test.each([
  ['createSecret', 'ResourceNotFoundException'],
  ['setSecret', `made for ${two}`],
  ['testSecret', `made for ${two}`],
  ['finishSecret', `made for ${two}`],
])('A failure at %s leaves the version pending; reading it gives %s', async (step, reading) => {
  failAt(step);
  await rotate(two);
  expect(await labels()).toEqual({ [one]: ['AWSCURRENT'], [two]: ['AWSPENDING'] });
  const pending = client.getSecretValue({ SecretId, VersionStage: 'AWSPENDING' });
  expect(
    await pending.then(
      ({ SecretString }) => SecretString,
      ({ name }: Error) => name,
    ),
  ).toBe(reading);
  const [attempt] = endpoint.secretsManager.rotations();
  expect(attempt).toMatchObject({ outcome: 'failed', error: `${step}: Error: the outside did not answer` });
  expect(attempt?.steps.at(-1)?.name).toBe(step);
  expect(await describeIt()).not.toHaveProperty('LastRotatedDate');
});

test('The whole rotation is tried again after a minute, with the same token and another RotationToken', async () => {
  failAt('testSecret', 1);
  await rotate(two);
  await endpoint.clock.advance(59);
  expect(endpoint.rotation.events).toHaveLength(3);
  await endpoint.clock.advance(1);
  expect(endpoint.rotation.events.slice(3).map(({ Step }) => Step)).toEqual([
    'createSecret',
    'setSecret',
    'testSecret',
    'finishSecret',
  ]);
  expect(new Set(endpoint.rotation.events.map(({ ClientRequestToken }) => ClientRequestToken))).toEqual(new Set([two]));
  expect(new Set(endpoint.rotation.events.map(({ RotationToken }) => RotationToken)).size).toBe(2);
  expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT'] });
});

test('It is tried four times more, at growing distances', async () => {
  failAt('createSecret');
  const started = endpoint.clock.now();
  await rotate(two);
  await endpoint.clock.advance(24 * 3600);
  const seconds = endpoint.secretsManager.rotations().map(({ startedAt }) => (startedAt - started) / 1000);
  expect(seconds).toEqual([0, 60, 360, 1260, 3060]);
});

test('finishSecret that moves nothing is a failure', async () => {
  endpoint.rotation.after = async ({ Step }) => {
    if (Step !== 'finishSecret') return;
    const back = { VersionStage: 'AWSCURRENT', RemoveFromVersionId: two, MoveToVersionId: one };
    await client.updateSecretVersionStage({ SecretId, ...back });
  };
  await rotate(two);
  expect(endpoint.secretsManager.rotations()).toMatchObject([
    { outcome: 'failed', error: expect.stringContaining('AWSCURRENT is not on') },
  ]);
  expect((await labels())?.[two]).toContain('AWSPENDING');
});

test('A function that moved AWSCURRENT and then failed is asked again, until the rotation has succeeded', async () => {
  failAt('finishSecret', 1, 'after');
  await rotate(two);
  expect((await labels())?.[two]).toEqual(['AWSPENDING', 'AWSCURRENT']);
  await endpoint.clock.advance(60);
  expect(outcomes()).toEqual([
    [two, 'failed'],
    [two, 'succeeded'],
  ]);
  expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT'] });
});

describe('A stuck rotation', () => {
  beforeEach(async () => {
    failAt('testSecret', 1);
    await rotate(two);
  });

  test('refuses another, until AWSPENDING is taken off', async () => {
    expect(await refusal(rotate(three))).toMatchObject({
      name: 'InvalidRequestException',
      message: "A previous rotation isn't complete. That rotation will be reattempted.",
    });
    await takePendingOff(two);
    await rotate(three);
    expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [three]: ['AWSCURRENT'] });
    await endpoint.clock.advance(3600);
    expect(outcomes()).toEqual([
      [two, 'failed'],
      [three, 'succeeded'],
    ]);
  });

  test('is abandoned by a value that somebody puts', async () => {
    await client.putSecretValue({ SecretId, SecretString: 'by hand', ClientRequestToken: three });
    expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [three]: ['AWSCURRENT'] });
    await endpoint.clock.advance(3600);
    expect(outcomes()).toEqual([[two, 'failed']]);
    expect(await refusal(takePendingOff(two))).toMatchObject({ name: 'InvalidParameterException' });
  });

  test('stays stuck when rotation is turned off, and is not tried again', async () => {
    const { $metadata: _, ...answer } = await client.cancelRotateSecret({ SecretId });
    expect(answer).toEqual({ ARN: expect.any(String), Name: SecretId, VersionId: two });
    await endpoint.clock.advance(3600);
    expect(outcomes()).toEqual([[two, 'failed']]);
    expect(await describeIt()).toMatchObject({
      RotationEnabled: false,
      RotationLambdaARN: FUNCTION_ARN,
      VersionIdsToStages: { [one]: ['AWSCURRENT'], [two]: ['AWSPENDING'] },
    });
    expect(await refusal(rotate(three))).toMatchObject({ name: 'InvalidRequestException' });
    await takePendingOff(two);
    await rotate(three);
    expect(await describeIt()).toMatchObject({
      RotationEnabled: true,
      VersionIdsToStages: { [three]: ['AWSCURRENT'] },
    });
  });

  test('does not take another value under its token', async () => {
    const other = { SecretId, SecretString: 'other', ClientRequestToken: two, VersionStages: ['AWSPENDING'] };
    expect(await refusal(client.putSecretValue(other))).toMatchObject({ name: 'ResourceExistsException' });
  });
});

describe('While the function runs', () => {
  test('a value put by hand makes its guard fail', async () => {
    endpoint.rotation.before = async ({ Step }) => {
      if (Step !== 'testSecret') return;
      await client.putSecretValue({ SecretId, SecretString: 'by hand', ClientRequestToken: three });
    };
    await rotate(two);
    expect(endpoint.secretsManager.rotations()).toMatchObject([
      { error: 'testSecret: Error: has no stage for rotation' },
    ]);
    await endpoint.clock.advance(3600);
    expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [three]: ['AWSCURRENT'] });
  });

  test('turning rotation off stops it after its step', async () => {
    endpoint.rotation.after = async ({ Step }) => {
      if (Step === 'setSecret') await client.cancelRotateSecret({ SecretId });
    };
    await rotate(two);
    expect(endpoint.rotation.events.map(({ Step }) => Step)).toEqual(['createSecret', 'setSecret']);
    expect(await labels()).toEqual({ [one]: ['AWSCURRENT'], [two]: ['AWSPENDING'] });
  });

  test('AWSPENDING taken off an empty version ends the version, and a late value brings it back', async () => {
    endpoint.rotation.before = async ({ Step }) => {
      if (Step === 'createSecret') await takePendingOff(two);
    };
    await rotate(two);
    expect(await labels()).toEqual({ [one]: ['AWSCURRENT'] });
    await client.putSecretValue({
      SecretId,
      SecretString: 'late',
      ClientRequestToken: two,
      VersionStages: ['AWSPENDING'],
    });
    expect(await labels()).toEqual({ [one]: ['AWSCURRENT'], [two]: ['AWSPENDING'] });
  });
});
