import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assemblyOf } from '../../support/assembly.ts';
import { signedRequest } from '../../support/signed-request.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';
import { jobStatus, VendConsumer, vendorArn, vendorName } from '../../support/vend-consumer.ts';

let running: TestSandbox;
const consumers: VendConsumer[] = [];

const consumer = (name: string, invokable: readonly string[], account?: string): VendConsumer => {
  const one = new VendConsumer(running, name, invokable, account);
  consumers.push(one);
  return one;
};

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme', 'initech'));
  for (const name of ['acme', 'initech']) await running.client(name).issueFirstToken();
});

afterAll(async () => {
  for (const one of consumers) one.destroy();
  await running.stop();
});

describe('under an assumed role', () => {
  test.each(['mail-merge', 'archive'])('the right alias (%s) gives a token that the API accepts', async (name) => {
    const { token } = await consumer(`may-${name}`, [vendorArn(running, name)]).vend(name);
    expect(token).toMatchObject({ token_type: 'Bearer', scopes: ['jobs:submit'] });
    expect(token?.expires_in).toBeGreaterThan(800);
    expect(await jobStatus(running, token?.access_token ?? '')).toBe(200);
  });

  test("another's alias is refused by IAM", async () => {
    const { refused } = await consumer('archivist', [vendorArn(running, 'archive')]).vend('letters');
    expect(refused).toMatch(/^AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role\/archivist\/vending/);
    expect(refused).toContain(
      `lambda:InvokeFunction on resource: ${vendorArn(running, 'letters')} because no identity`,
    );
  });

  test('the function without an alias is refused by IAM', async () => {
    const { refused } = await consumer('unqualified', [vendorArn(running, 'archive')]).vend(undefined);
    expect(refused).toContain(`on resource: ${vendorArn(running)} because no identity-based policy allows`);
  });

  test('and by the function itself, where somebody has allowed it', async () => {
    const generous = consumer('generous', [vendorArn(running), vendorArn(running, '*')]);
    for (const qualifier of [undefined, '$LATEST']) {
      expect(await generous.vend(qualifier)).toMatchObject({ errorType: 'UnknownProfile' });
    }
  });

  test('an alias that is not there is not found', async () => {
    const generous = consumer('seeker', [vendorArn(running, '*')]);
    expect((await generous.vend('nobody')).refused).toBe(
      `ResourceNotFoundException: Function not found: ${vendorArn(running, 'nobody')}`,
    );
  });

  test('a wider scope is refused by the function, and a narrower one is what the token has', async () => {
    const letters = consumer('letter-writer', [vendorArn(running, 'letters')]);
    expect(await letters.vend('letters', { scopes: ['jobs:submit', 'jobs:read'] })).toMatchObject({
      errorType: 'ScopeNotAllowed',
    });
    expect(await letters.vend('letters', { scopes: ['*'] })).toMatchObject({ errorType: 'InvalidVendRequest' });
    const { token } = await letters.vend('letters', { scopes: ['templates:read'] });
    expect(token?.scopes).toEqual(['templates:read']);
    expect(await jobStatus(running, token?.access_token ?? '')).toBe(403);
  });

  test.each([
    ['a role that the settings name', 'mail-merge', undefined],
    ['a role of an account that they name', 'printer', '444455556666'],
  ])('%s needs no policy of its own', async (_who, name, account) => {
    const principal = consumer(name, [], account);
    expect((await principal.vend('mail-merge')).token?.scopes).toEqual(['jobs:submit']);
    for (const other of ['letters', undefined]) {
      expect((await principal.vend(other)).refused).toMatch(/^AccessDeniedException/);
    }
  });

  test('of an account that nobody named is refused', async () => {
    const stranger = consumer('stranger', [], '777788889999');
    expect((await stranger.vend('mail-merge')).refused).toMatch(/no resource-based policy allows/);
  });
});

describe('by the function URL, under a policy of one’s own and without being named in the settings', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/vending.md'), 'utf8');
  const [, shown = ''] = /```json\n(\{\n {2}"Version"[\s\S]*?\n)```/.exec(page) ?? [];
  const { Statement } = JSON.parse(shown) as { Statement: readonly { Action: string; Resource: string }[] };
  const only = (action: string) => Statement.filter(({ Action }) => Action === action);

  /** Status of a call by a role with these statements, for this alias in the place of the page's. */
  const statusFor = async (name: string, statements: readonly object[], alias = 'mail-merge'): Promise<number> => {
    const Resource = vendorArn(running, alias);
    const policy = { Version: '2012-10-17', Statement: statements.map((one) => ({ ...one, Resource })) };
    const arn = `arn:aws:iam::123456789012:role/${name}`;
    const trustPolicy = { Version: '2012-10-17', Statement: [] };
    running.sandbox.roles.add({ name, arn, trustPolicy, policies: new Map([['Vend', policy]]) });
    const url = running.sandbox.functionUrls.addressOf(vendorArn(running, 'mail-merge')) ?? '';
    const signer = running.sandbox.credentials.issue(arn, 'vending');
    return (await signedRequest(url, signer, { body: '{}' })).status;
  };

  test('the policy that docs/vending.md shows is enough, and lets nobody invoke the alias directly', async () => {
    expect(await statusFor('by-url', Statement)).toBe(200);
    const lambda = new LambdaClient({
      endpoint: running.sandbox.awsEndpoint,
      region: 'us-east-1',
      credentials: running.sandbox.credentials.issue('arn:aws:iam::123456789012:role/by-url', 'vending'),
    });
    const direct = lambda.send(new InvokeCommand({ FunctionName: vendorArn(running, 'mail-merge') }));
    await expect(direct).rejects.toThrow('is not authorized to perform: lambda:InvokeFunction');
    lambda.destroy();
  });

  test('so are the two actions without a condition', async () => {
    const actions = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'];
    expect(await statusFor('both-ways', [{ Effect: 'Allow', Action: actions }])).toBe(200);
  });

  test.each([
    ['lambda:InvokeFunctionUrl alone', 'url-only', only('lambda:InvokeFunctionUrl')],
    ['lambda:InvokeFunction alone', 'invoke-only', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction' }]],
    ['neither', 'neither', []],
  ])('%s is not', async (_what, name, statements) => {
    expect(await statusFor(name, statements)).toBe(403);
  });

  test('nor is what allows another alias', async () => {
    expect(await statusFor('of-letters', Statement, 'letters')).toBe(403);
  });
});

test('a vend of a kept token makes no call at all', async () => {
  const { lambda } = running.sandbox;
  const vend = () => lambda.invoke(vendorName(running), Buffer.from('{}'), { qualifier: 'letters' });
  const [first, second] = [await vend(), await vend()];
  expect(second.functionError).toBeUndefined();
  expect(second.executedVersion).toBe('$LATEST');
  expect(second.payload.toString()).toContain(
    (JSON.parse(first.payload.toString()) as { access_token: string }).access_token,
  );
  expect(second.calls).toEqual([]);
});

test('the log says who was vended what, and has no token in it', () => {
  expect(running.silentFunctions()).toEqual([]);
  const lines = running.sandbox.lambda.logLines(vendorName(running)).join('\n');
  expect(lines).toContain('Vended a token');
  for (const secret of running.secrets) expect(lines).not.toContain(secret);
});
