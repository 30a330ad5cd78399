import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TestSandbox } from '../support/test-sandbox.ts';
import { jobStatus, VendConsumer, vendorArn, vendorName } from '../support/vend-consumer.ts';

let running: TestSandbox;
const consumers: VendConsumer[] = [];

const consumer = (name: string, invokable: readonly string[], account?: string): VendConsumer => {
  const one = new VendConsumer(running, name, invokable, account);
  consumers.push(one);
  return one;
};

beforeAll(async () => {
  running = await TestSandbox.start();
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
