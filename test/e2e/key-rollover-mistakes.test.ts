import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { KeyRollover } from '../support/key-rollover.ts';

let rollover: KeyRollover;
beforeAll(async () => {
  rollover = await KeyRollover.start('prepared');
});
afterAll(() => rollover.stop());

const key = (...words: string[]) => rollover.key(...words);
const BACK_TO_A = `clients.acme.assertion must say ${JSON.stringify({ keySlots: ['a', 'b'], signingKey: 'a' })}`;

test('a slot that was activated before Click2Mail knew its key: activate says how to go back, whatever is pending', async () => {
  await rollover.deploy('activated');
  for (let time = 1; time <= 2; time += 1) {
    const { code, err } = await key('activate', 'acme');
    expect(code).toBe(1);
    expect(err).toMatch(/Click2Mail does not accept the key in slot b \(kid [\w-]{43}\): The API refused/);
    expect(err).toContain(`Go back to a, and send it the key in slot b first.\nIn cdk.json, ${BACK_TO_A}`);
    expect(err).toContain('resume acme');
  }
  expect((await key('retire', 'acme')).err).toContain('none with the key in slot b yet');
});

test('status finds it, and names the same way back', async () => {
  const { code, out } = await rollover.tokens('status');
  expect(code).toBe(1);
  expect(out).toContain('[key-not-accepted]');
  expect(out.replaceAll(/\s+/g, ' ')).toContain(`Go back to a: ${BACK_TO_A} in cdk.json. Then deploy.`);
});

test('the way back cures it: tokens are issued with a again, and b is the successor that is sent', async () => {
  await rollover.deploy('prepared');
  expect(await rollover.tokens('resume', 'acme')).toMatchObject({ code: 0 });
  expect((await rollover.tokens('status')).out).not.toContain('[key-not-accepted]');
  await rollover.sendKey();
  expect(await key('check', 'acme')).toMatchObject({ code: 0 });
});

test('a check of the former key within two minutes of the activation: activate and retire both say that nothing is certain yet', async () => {
  await rollover.deploy('activated');
  await key('check', 'acme');
  const unsure = await key('activate', 'acme');
  expect(unsure).toMatchObject({ code: 1, err: expect.stringContaining('it is not certain with which key') });
  expect((await key('retire', 'acme')).err).toContain('the current token may have been issued with it');
  await rollover.running.sandbox.clock.advance(3 * 60);
  expect(await key('activate', 'acme')).toMatchObject({ code: 0 });
  expect((await key('retire', 'acme')).err).toMatch(/The key in slot a is kept: it signed last at .* 7 days/);
});

test('while the API is away nothing is said against the key', async () => {
  rollover.client.fault({
    kind: 'refuse',
    status: 503,
    service: 'click2mail',
    operation: 'issueLongTermToken',
    times: 9,
  });
  const { code, err } = await key('activate', 'acme');
  expect(code).toBe(1);
  expect(err).toMatch(
    /^It is not known whether Click2Mail accepts the key in slot b .*\nType it again when that is over\.$/,
  );
  rollover.running.sandbox.faults.clear();
});

test('a key that Click2Mail forgot: neither is it called active, nor is the former one disabled', async () => {
  await rollover.hours(8 * 24);
  const { kid } = JSON.parse((await key('check', 'acme', '--json')).out) as { readonly kid: string };
  await rollover.hours(8 * 24);
  const { out } = await rollover.tokens('public-key', 'acme', '--format', 'thumbprint');
  expect(out).not.toBe(kid);
  rollover.running.sandbox.api.removeKey('c2m_acme', out.trim());
  for (const word of ['activate', 'retire']) {
    expect(await key(word, 'acme')).toMatchObject({ code: 1, err: expect.stringContaining('Go back to a') });
  }
  expect(rollover.keyState('a')).toBe('Enabled');
});

test('no call of an application was refused by all of it', () => {
  expect(rollover.calls().refused).toBe(0);
});
