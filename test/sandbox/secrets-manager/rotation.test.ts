import type { RotateSecretRequest, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusal, SecretsEndpoint, START } from './secrets-endpoint.ts';
import { FUNCTION_ARN } from './template-rotation.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;
let told: string[];
let arn: string;
const SecretId = 'secret';
const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string];

beforeEach(async () => {
  told = [];
  endpoint = await SecretsEndpoint.start({ onSecret: (value) => told.push(value) });
  ({ client } = endpoint);
  const created = await client.createSecret({ Name: SecretId, SecretString: 'first', ClientRequestToken: one });
  arn = String(created.ARN);
});
afterEach(() => endpoint[Symbol.asyncDispose]());

const rotate = (token: string, more: Partial<RotateSecretRequest> = {}) =>
  client.rotateSecret({ SecretId, ClientRequestToken: token, RotationLambdaARN: FUNCTION_ARN, ...more });
const idle = () => endpoint.secretsManager.idle();
const describeIt = () => client.describeSecret({ SecretId });
const labels = async () => (await describeIt()).VersionIdsToStages;
const stepsRun = () => endpoint.rotation.events.map(({ Step }) => Step);

/** Holds the function at a step until it is let go. */
function holdAt(step: string): { reached: Promise<void>; letGo: () => void } {
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  endpoint.rotation.before = ({ Step }) => {
    if (Step !== step) return undefined;
    reached.resolve();
    return gate.promise;
  };
  return { reached: reached.promise, letGo: gate.resolve };
}

describe('A rotation', () => {
  test('is answered before it is done, and shows an empty pending version', async () => {
    const held = holdAt('createSecret');
    const { $metadata: _, ...answer } = await rotate(two);
    expect(answer).toEqual({ ARN: arn, Name: SecretId, VersionId: two });
    await held.reached;
    expect(await labels()).toEqual({ [one]: ['AWSCURRENT'], [two]: ['AWSPENDING'] });
    const reading = client.getSecretValue({ SecretId, VersionId: two, VersionStage: 'AWSPENDING' });
    expect(await refusal(reading)).toEqual({
      name: 'ResourceNotFoundException',
      message: `Secrets Manager can't find the specified secret value for VersionId: ${two}`,
      status: 400,
    });
    const { Versions } = await client.listSecretVersionIds({ SecretId, IncludeDeprecated: true });
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual([one]);
    held.letGo();
    await idle();
    expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT'] });
  });

  test('invokes the function for each step in turn with the same token', async () => {
    await rotate(two);
    await idle();
    expect(endpoint.rotation.events).toEqual(
      ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map((Step) => ({
        Step,
        SecretId: arn,
        ClientRequestToken: two,
        RotationToken: expect.stringMatching(/^[a-z0-9-]{36}$/),
      })),
    );
  });

  test('writes down its steps and their calls', async () => {
    await rotate(two);
    await idle();
    const [attempt] = endpoint.secretsManager.rotations();
    expect(attempt).toMatchObject({
      secretArn: arn,
      versionId: two,
      kind: 'rotation',
      startedAt: START,
      endedAt: START,
      outcome: 'succeeded',
    });
    const calls = attempt?.steps.map((step) => [
      step.name,
      step.calls.map(({ operation, status }) => `${operation} ${status}`),
    ]);
    expect(calls).toEqual([
      ['createSecret', ['DescribeSecret 200', 'GetSecretValue 200', 'GetSecretValue 400', 'PutSecretValue 200']],
      ['setSecret', ['DescribeSecret 200']],
      ['testSecret', ['DescribeSecret 200', 'GetSecretValue 200']],
      ['finishSecret', ['DescribeSecret 200', 'UpdateSecretVersionStage 200']],
    ]);
    expect(attempt?.steps.every(({ durationMs }) => durationMs > 0)).toBe(true);
  });

  test('shows in the description once it has succeeded', async () => {
    expect(await describeIt()).not.toHaveProperty('RotationEnabled');
    await rotate(two, { RotationRules: { AutomaticallyAfterDays: 1 } });
    await idle();
    expect(await describeIt()).toMatchObject({
      RotationEnabled: true,
      RotationLambdaARN: FUNCTION_ARN,
      RotationRules: { AutomaticallyAfterDays: 1 },
      LastRotatedDate: new Date(START),
      NextRotationDate: new Date('2026-11-25T23:59:59Z'),
    });
  });

  test('uses function and rules again when the next order names neither', async () => {
    await rotate(two, { RotationRules: { AutomaticallyAfterDays: 7 } });
    await idle();
    await client.rotateSecret({ SecretId, ClientRequestToken: three });
    await idle();
    expect(await labels()).toEqual({ [two]: ['AWSPREVIOUS'], [three]: ['AWSCURRENT'] });
    expect(await describeIt()).toMatchObject({ RotationRules: { AutomaticallyAfterDays: 7 } });
  });

  test('is one rotation when it is ordered twice with the same token', async () => {
    const held = holdAt('testSecret');
    await rotate(two);
    await held.reached;
    expect(await rotate(two)).toMatchObject({ VersionId: two });
    held.letGo();
    await idle();
    expect(await rotate(two)).toMatchObject({ VersionId: two });
    await idle();
    expect(stepsRun()).toHaveLength(4);
  });

  test('tells every secret there was', async () => {
    await rotate(two);
    await idle();
    const [{ RotationToken } = { RotationToken: '' }] = endpoint.rotation.events;
    expect(told).toEqual(['first', RotationToken, `made for ${two}`]);
  });

  test('is shown with its versions and values to whoever runs the sandbox', async () => {
    await rotate(two, { RotationRules: { AutomaticallyAfterDays: 1 } });
    await idle();
    expect(endpoint.secretsManager.secrets()).toMatchObject([
      {
        arn,
        name: SecretId,
        rotation: { enabled: true, rules: { AutomaticallyAfterDays: 1 }, lastRotatedAt: START },
        versions: [
          { versionId: one, labels: ['AWSPREVIOUS'], secretString: 'first' },
          { versionId: two, labels: ['AWSCURRENT'], secretString: `made for ${two}` },
        ],
      },
    ]);
  });
});

describe('An order to rotate', () => {
  test('by a function that may not be invoked stores nothing', async () => {
    await refusal(
      rotate(two, { RotationLambdaARN: `${FUNCTION_ARN}-x`, RotationRules: { AutomaticallyAfterDays: 1 } }),
    );
    const described = await describeIt();
    expect(described).not.toHaveProperty('RotationEnabled');
    expect(described).not.toHaveProperty('RotationLambdaARN');
    expect(described).not.toHaveProperty('RotationRules');
    expect(described.VersionIdsToStages).toEqual({ [one]: ['AWSCURRENT'] });
  });

  test('is refused while an earlier one is not through', async () => {
    const held = holdAt('createSecret');
    await rotate(two);
    expect(await refusal(rotate(three))).toEqual({
      name: 'InvalidRequestException',
      message: "A previous rotation isn't complete. That rotation will be reattempted.",
      status: 400,
    });
    held.letGo();
    await idle();
  });

  test('is accepted when AWSPENDING is on the current version, and moves it', async () => {
    await client.putSecretValue({
      SecretId,
      SecretString: 'second',
      ClientRequestToken: two,
      VersionStages: ['AWSCURRENT', 'AWSPENDING'],
    });
    const held = holdAt('createSecret');
    await rotate(three);
    expect(await labels()).toEqual({ [one]: ['AWSPREVIOUS'], [two]: ['AWSCURRENT'], [three]: ['AWSPENDING'] });
    held.letGo();
    await idle();
  });

  test.each([
    ['both kinds of schedule', { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' }],
    ['no schedule', { Duration: '2h' }],
    ['a schedule of every three hours', { ScheduleExpression: 'rate(3 hours)' }],
  ])('with %s is refused', async (_what, RotationRules) => {
    expect(await refusal(rotate(two, { RotationRules }))).toMatchObject({ name: 'InvalidParameterException' });
    expect(await describeIt()).not.toHaveProperty('RotationEnabled');
  });
});

describe('RotateImmediately: false', () => {
  const later = { RotateImmediately: false, RotationRules: { AutomaticallyAfterDays: 30 } };

  test('runs testSecret alone on a copy of the current value, which goes afterwards', async () => {
    const held = holdAt('testSecret');
    expect(await rotate(two, later)).toMatchObject({ VersionId: two });
    await held.reached;
    expect(await client.getSecretValue({ SecretId, VersionStage: 'AWSPENDING' })).toMatchObject({
      VersionId: two,
      SecretString: 'first',
    });
    held.letGo();
    await idle();
    expect(stepsRun()).toEqual(['testSecret']);
    expect(await labels()).toEqual({ [one]: ['AWSCURRENT'] });
    expect(await refusal(client.getSecretValue({ SecretId, VersionId: two }))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(endpoint.secretsManager.rotations()).toMatchObject([{ kind: 'test', outcome: 'succeeded' }]);
    const described = await describeIt();
    expect(described).toMatchObject({ RotationEnabled: true, NextRotationDate: new Date('2026-12-24T23:59:59Z') });
    expect(described).not.toHaveProperty('LastRotatedDate');
  });

  test('keeps the configuration when the test fails, and does not try again', async () => {
    endpoint.rotation.before = () => {
      throw new Error('no');
    };
    await rotate(two, later);
    await idle();
    await endpoint.clock.advance(3600);
    expect(endpoint.secretsManager.rotations()).toMatchObject([{ kind: 'test', outcome: 'failed' }]);
    expect(await describeIt()).toMatchObject({ RotationEnabled: true, VersionIdsToStages: { [one]: ['AWSCURRENT'] } });
  });
});
