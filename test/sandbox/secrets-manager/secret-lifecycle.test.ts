import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusal, SecretsEndpoint, START } from './secrets-endpoint.ts';

let endpoint: SecretsEndpoint;
let client: SecretsManager;
const SecretId = 'secret';
const DAY_SECONDS = 24 * 3600;

beforeEach(async () => {
  endpoint = await SecretsEndpoint.start();
  ({ client } = endpoint);
});
afterEach(() => endpoint[Symbol.asyncDispose]());

test('A plain secret is described without what it does not have', async () => {
  const { ARN, VersionId } = await client.createSecret({ Name: SecretId, SecretString: 'x' });
  const { $metadata: _, ...described } = await client.describeSecret({ SecretId });
  expect(described).toEqual({
    ARN,
    Name: SecretId,
    CreatedDate: new Date(START),
    LastChangedDate: new Date(START),
    VersionIdsToStages: { [String(VersionId)]: ['AWSCURRENT'] },
  });
});

describe('A deletion', () => {
  test.each([
    ['a month', undefined, 30],
    ['as long as was asked for', 7, 7],
  ])('can be taken back for %s', async (_what, RecoveryWindowInDays, days) => {
    const { ARN } = await client.createSecret({ Name: SecretId, SecretString: 'x' });
    const { $metadata: _1, ...deleted } = await client.deleteSecret({ SecretId, RecoveryWindowInDays });
    const DeletionDate = new Date(START + days * DAY_SECONDS * 1000);
    expect(deleted).toEqual({ ARN, Name: SecretId, DeletionDate });
    await endpoint.clock.advance(days * DAY_SECONDS - 1);
    expect(await client.describeSecret({ SecretId })).toMatchObject({ DeletedDate: DeletionDate });
    const { $metadata: _2, ...restored } = await client.restoreSecret({ SecretId });
    expect(restored).toEqual({ ARN, Name: SecretId });
    expect(await client.getSecretValue({ SecretId })).toMatchObject({ SecretString: 'x' });
  });

  test('is final after its window, and a new secret of that name is another one', async () => {
    const first = await client.createSecret({ Name: SecretId, SecretString: 'x' });
    await client.deleteSecret({ SecretId, RecoveryWindowInDays: 7 });
    await endpoint.clock.advance(7 * DAY_SECONDS);
    expect(await refusal(client.restoreSecret({ SecretId }))).toMatchObject({ name: 'ResourceNotFoundException' });
    const second = await client.createSecret({ Name: SecretId, SecretString: 'x' });
    expect(second.ARN).not.toBe(first.ARN);
    expect(second.VersionId).not.toBe(first.VersionId);
    const byOldArn = client.getSecretValue({ SecretId: first.ARN });
    expect(await refusal(byOldArn)).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('without recovery takes some seconds', async () => {
    const { ARN } = await client.createSecret({ Name: SecretId, SecretString: 'x' });
    const { $metadata: _, ...deleted } = await client.deleteSecret({ SecretId, ForceDeleteWithoutRecovery: true });
    expect(deleted).toEqual({ ARN, Name: SecretId, DeletionDate: new Date(START) });
    expect(await refusal(client.createSecret({ Name: SecretId }))).toMatchObject({ name: 'InvalidRequestException' });
    await endpoint.clock.advance(2);
    await client.createSecret({ Name: SecretId });
  });

  test('without recovery succeeds for a secret that is deleted already, and for one that never was', async () => {
    await client.createSecret({ Name: SecretId });
    await client.deleteSecret({ SecretId });
    await client.deleteSecret({ SecretId, ForceDeleteWithoutRecovery: true });
    expect(await client.deleteSecret({ SecretId: 'never', ForceDeleteWithoutRecovery: true })).toMatchObject({
      ARN: expect.stringMatching(/:secret:never-[A-Za-z0-9]{6}$/),
      Name: 'never',
      DeletionDate: new Date(START),
    });
  });
});

test('Tags are set, replaced and taken off; an empty list shows that there were some', async () => {
  await client.createSecret({ Name: SecretId });
  const tags = async () => (await client.describeSecret({ SecretId })).Tags;
  expect(await tags()).toBeUndefined();
  await client.tagResource({ SecretId, Tags: [{ Key: 'team', Value: 'mail' }, { Key: 'stage' }] });
  await client.tagResource({ SecretId, Tags: [{ Key: 'team', Value: 'post' }] });
  expect(await tags()).toEqual([
    { Key: 'team', Value: 'post' },
    { Key: 'stage', Value: '' },
  ]);
  await client.untagResource({ SecretId, TagKeys: ['team', 'stage', 'none'] });
  expect(await tags()).toEqual([]);
});

const policy = (Principal: unknown) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
  });
const narrow = policy({ AWS: 'arn:aws:iam::999999999999:root' });

describe('A resource policy', () => {
  test('comes back as it was put, until it is deleted', async () => {
    const { ARN = '' } = await client.createSecret({ Name: SecretId });
    expect(await client.getResourcePolicy({ SecretId })).not.toHaveProperty('ResourcePolicy');
    await client.putResourcePolicy({ SecretId, ResourcePolicy: narrow });
    expect(await client.getResourcePolicy({ SecretId })).toMatchObject({ ARN, Name: SecretId, ResourcePolicy: narrow });
    expect(endpoint.secretsManager.policyOf(ARN)).toBe(narrow);
    expect(await client.deleteResourcePolicy({ SecretId })).toMatchObject({ ARN, Name: SecretId });
    expect(await client.getResourcePolicy({ SecretId })).not.toHaveProperty('ResourcePolicy');
    expect(endpoint.secretsManager.policyOf(ARN)).toBeUndefined();
  });

  test.each([['*'], [{ AWS: '*' }], [{ AWS: ['arn:aws:iam::999999999999:root', '*'] }]])(
    'for %j is accepted, unless public policies are to be blocked',
    async (principal) => {
      const ResourcePolicy = policy(principal);
      await client.createSecret({ Name: SecretId });
      const blocked = client.putResourcePolicy({ SecretId, ResourcePolicy, BlockPublicPolicy: true });
      expect(await refusal(blocked)).toMatchObject({ name: 'PublicPolicyException', status: 400 });
      await client.putResourcePolicy({ SecretId, ResourcePolicy });
      expect(await client.validateResourcePolicy({ ResourcePolicy })).toMatchObject({
        PolicyValidationPassed: false,
        ValidationErrors: [{ CheckName: expect.any(String), ErrorMessage: expect.any(String) }],
      });
    },
  );

  test('for somebody is validated without a secret', async () => {
    expect(await client.validateResourcePolicy({ ResourcePolicy: narrow })).toMatchObject({
      PolicyValidationPassed: true,
      ValidationErrors: [],
    });
  });
});
