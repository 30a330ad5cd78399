import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROLE, startEndpointUnderTest } from '../aws/endpoint-under-test.ts';

let under: Awaited<ReturnType<typeof startEndpointUnderTest>>;

beforeAll(async () => {
  under = await startEndpointUnderTest();
});

afterAll(() => under.endpoint.close());

const administrator = () => new STSClient(under.clientOf());

const assume = async (
  more: Partial<ConstructorParameters<typeof AssumeRoleCommand>[0]> = {},
  client = administrator(),
) => client.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'operator', ...more }));

async function sessionClient(durationSeconds?: number) {
  const { Credentials } = await assume(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds });
  return new STSClient(
    under.clientOf({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }),
  );
}

test('test/test is a user of the account', async () => {
  expect(await administrator().send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/test',
    UserId: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/),
  });
});

test('a session of a role signs in as that role', async () => {
  const assumed = await assume();
  expect(assumed.AssumedRoleUser).toEqual({
    AssumedRoleId: expect.stringMatching(/^AROA[A-Z0-9]{17}:operator$/),
    Arn: 'arn:aws:sts::123456789012:assumed-role/rotate-by-assertion/operator',
  });
  const identity = await (await sessionClient()).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({
    Arn: assumed.AssumedRoleUser?.Arn,
    UserId: assumed.AssumedRoleUser?.AssumedRoleId,
  });
});

test('a session lasts an hour unless another duration is asked for, and then expires', async () => {
  expect((await assume()).Credentials?.Expiration?.getTime()).toBe(under.clock.now() + 3_600_000);
  const session = await sessionClient(900);
  await under.clock.advance(899);
  await session.send(new GetCallerIdentityCommand({}));
  await under.clock.advance(1);
  await expect(session.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'ExpiredToken',
    message: 'The security token included in the request is expired',
    $metadata: { httpStatusCode: 403 },
  });
});

test('a role that does not exist is not told from one that may not be assumed', async () => {
  const stranger = 'arn:aws:iam::123456789012:role/stranger';
  await expect(assume({ RoleArn: stranger })).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: arn:aws:iam::123456789012:user/test is not authorized to perform: sts:AssumeRole on resource: ${stranger}`,
    $metadata: { httpStatusCode: 403 },
  });
});

test.each([
  [
    'a session name with a blank',
    { RoleSessionName: 'two words' },
    "Value 'two words' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ",
  ],
  [
    'less than 15 minutes',
    { DurationSeconds: 899 },
    "Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
  ],
  [
    'more than 12 hours',
    { DurationSeconds: 43_201 },
    "Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
  ],
  [
    'a session name of 65 characters',
    { RoleSessionName: 's'.repeat(65) },
    `1 validation error detected: Value '${'s'.repeat(65)}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
  ],
  [
    'a session name of one character',
    { RoleSessionName: 's' },
    "1 validation error detected: Value 's' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2",
  ],
  [
    'an external id that could be none',
    { ExternalId: 'a b' },
    "1 validation error detected: Value 'a b' at 'externalId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*",
  ],
  [
    'a role ARN that is too short',
    { RoleArn: 'dummy-arn' },
    "1 validation error detected: Value 'dummy-arn' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
  ],
  [
    'all that is wrong at once',
    { RoleArn: 'dummy-arn', RoleSessionName: 's:2' },
    "2 validation errors detected: Value 'dummy-arn' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; " +
      "Value 's:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
  ],
  ['a managed session policy', { PolicyArns: [{ arn: ROLE }] }, 'The sandbox does not serve the parameter PolicyArns.'],
  ['a session tag', { Tags: [{ Key: 'a', Value: 'b' }] }, 'The sandbox does not serve the parameter Tags.'],
  ['a session policy', { Policy: '{}' }, 'The sandbox does not serve the parameter Policy.'],
])('%s is refused', async (_what, more, message) => {
  await expect(assume(more)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
    $metadata: { httpStatusCode: 400 },
  });
});

test.each([
  'nothing-valid-in-here',
  'arn::b:::something/test-role',
  'arn:a::::something/test-role',
  'arn:a:::something/test-role',
  'arn:a:a::aaaaaaaaaa:',
])('%s is no ARN of a role', async (RoleArn) => {
  const refusal = { name: 'ValidationError', message: `${RoleArn} is invalid`, $metadata: { httpStatusCode: 400 } };
  await expect(assume({ RoleArn })).rejects.toMatchObject(refusal);
});

test('an ARN of something else is a role that may not be assumed', async () => {
  await expect(assume({ RoleArn: 'arn:aws:s3:::a-bucket-of-mine' })).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a role that was assumed by a role lasts no longer than an hour', async () => {
  const session = await sessionClient();
  await expect(assume({ DurationSeconds: 3601 }, session)).rejects.toThrow('1 hour session limit');
  await assume({ DurationSeconds: 3600 }, session);
});
