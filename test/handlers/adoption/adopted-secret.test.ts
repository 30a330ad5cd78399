import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assemblyWith } from '../../support/assembly.ts';
import { SweepFunction } from '../../support/sweep-function.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';
import { vendorName } from '../../support/vend-consumer.ts';

// It ends as the ARN of a secret `shop/mail` could.
const NAME = 'shop/mail-secret';

const CLIENT = { clientId: 'c2m_acme', scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '20m' };
const other = { ...CLIENT, clientId: 'c2m_other' };
const vends = (client: string) => ({ client, scopes: ['jobs:submit'] });

let running: TestSandbox;
let secretArn: string;
beforeAll(async () => {
  running = await TestSandbox.start(assemblyWith({ clients: { other }, consumers: { archive: vends('other') } }));
  const { ARN = '' } = await running.secretsManager.send(new CreateSecretCommand({ Name: NAME, SecretString: 'old' }));
  secretArn = ARN;
  const adopted = { ...CLIENT, existingSecret: secretArn };
  const consumers = { archive: vends('other'), 'mail-merge': vends('adopted') };
  await running.sandbox.deploy(assemblyWith({ clients: { other, adopted }, consumers }));
});
afterAll(() => running.stop());

test('a secret that existed before is adopted, whatever its name looks like: rotated, swept, vended from', async () => {
  const client = running.client('adopted');
  expect(client.secretArn).toBe(secretArn);
  const value = await running.secretsManager.send(new GetSecretValueCommand({ SecretId: secretArn }));
  expect(value.SecretString).toBe('old');
  await client.issueFirstToken();
  await client.rotate();
  expect(client.liveTokens).toHaveLength(2);
  await running.sandbox.clock.advance(40 * 60);
  const sweep = new SweepFunction(running);
  const { complaints } = await sweep.sweep();
  expect(complaints).toEqual([]);
  expect(client.liveTokens).toHaveLength(1);
  const vend = await running.sandbox.lambda.invoke(vendorName(running), Buffer.from('{}'), { qualifier: 'mail-merge' });
  expect([vend.functionError, JSON.parse(vend.payload.toString())]).toEqual([
    undefined,
    expect.objectContaining({ scopes: ['jobs:submit'] }),
  ]);
});

test('its functions ask for it by its whole ARN, and for a secret of the stack by its name', async () => {
  const { name } = new SweepFunction(running);
  const { payload } = await running.sandbox.lambda.invoke(name, Buffer.from('{"report":true}'));
  const { clients } = JSON.parse(payload.toString()) as { clients: { client: string; secret_id: string }[] };
  expect(Object.fromEntries(clients.map(({ client, secret_id }) => [client, secret_id]))).toEqual({
    adopted: secretArn,
    other: 'click2mail/other',
  });
});
