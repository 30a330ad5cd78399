import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { runConsole, type RunningConsole } from './running-console.ts';

let running: RunningConsole;
beforeEach(async () => {
  running = await runConsole();
});
afterEach(() => running.close());

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const sendKey = (more: object) => running.send('POST /api/keys', { clientId: 'c2m_acme', publicKey: pem, ...more });

test('a public key is registered under its thumbprint, or the kid that is said', async () => {
  const kid = await calculateJwkThumbprint(await exportJWK(publicKey));
  expect(await sendKey({})).toMatchObject({ status: 200, body: { clientId: 'c2m_acme', kid } });
  expect(await sendKey({ kid: 'k2' })).toMatchObject({ status: 200, body: { kid: 'k2' } });
});

test.each([
  ['a client that is not known', { clientId: 'c2m_nobody' }, 404, 'There is no client c2m_nobody.'],
  ['what is no key', { publicKey: 'x' }, 400, 'publicKey: is not the PEM of a public key'],
  ['what is no order', { more: 1 }, 400, 'more: '],
])('%s is refused', async (_what, order, status, message) => {
  expect(await sendKey(order)).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
});

test('POST /api/deploy has the stacks brought to what an assembly says', async () => {
  expect(await running.send('POST /api/deploy', { assembly: '/a/cdk.out' })).toMatchObject({ status: 200 });
  expect(await running.send('POST /api/deploy', { assembly: 'cdk.out' })).toMatchObject({
    status: 400,
    body: { message: 'assembly: must be a whole path' },
  });
  const reverting = { assembly: '/b/cdk.out', revertDrift: true };
  expect(await running.send('POST /api/deploy', reverting)).toMatchObject({ status: 200 });
  expect(running.deployed).toEqual(['/a/cdk.out', '/b/cdk.out, and no drift']);
});
