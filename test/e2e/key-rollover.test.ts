import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { KeyRollover } from '../support/key-rollover.ts';

let rollover: KeyRollover;
beforeAll(async () => {
  rollover = await KeyRollover.start('before');
});
afterAll(() => rollover.stop());

const key = (...words: string[]) => rollover.key(...words);
const setting = (keySlots: string[], signingKey: string) => JSON.stringify({ keySlots, signingKey });

test('prepare: the other slot is empty, and the exact setting is said; again after the deployment the key is shown', async () => {
  const missing = await key('prepare', 'acme');
  expect(missing).toMatchObject({ code: 1 });
  expect(missing.out).toContain('There is no key in slot b yet.');
  expect(missing.out).toContain(`clients.acme.assertion must say ${setting(['a', 'b'], 'a')}`);
  expect((await key('check', 'acme')).err).toContain(
    'There is no key in slot b of acme. First: npm run tokens -- key prepare',
  );
  await rollover.deploy('prepared');
  const prepared = await key('prepare', 'acme');
  expect(prepared.code).toBe(0);
  expect(prepared.out).toMatch(/slot a: signs .*\nslot b: is prepared: the successor \(never used\)/);
  expect(prepared.out).toContain('-----BEGIN PUBLIC KEY-----');
  expect(prepared.out).toMatch(/Thumbprint \(RFC 7638\): [\w-]{43}\n/);
  expect(await key('prepare', 'acme')).toEqual(prepared);
  expect((await rollover.tokens('status')).out).toContain('key in slot b: prepared');
});

test('check and activate: a key that Click2Mail does not know is refused, and rotations go on with the one it knows', async () => {
  const checked = await key('check', 'acme');
  expect(checked.code).toBe(1);
  expect(checked.out).toMatch(/Click2Mail does not accept the key in slot b \(kid [\w-]{43}\): The API refused/);
  const activated = await key('activate', 'acme');
  expect(activated).toMatchObject({
    code: 1,
    err: expect.stringContaining('It is not activated: rotations would fail.'),
  });
  await rollover.client.rotate();
  expect(rollover.client.rotations.at(-1)).toMatchObject({ outcome: 'succeeded' });
});

test('check: a key that was sent is accepted, and the token that showed it is revoked', async () => {
  await rollover.sendKey();
  for (let time = 1; time <= 2; time += 1) {
    const checked = await key('check', 'acme');
    expect(checked).toMatchObject({ code: 0, out: expect.stringContaining('The token that showed it is revoked.') });
  }
  expect(rollover.client.bearers.slice(-2).map(({ state, grant }) => [state, grant])).toEqual([
    ['revoked', 'assertion'],
    ['revoked', 'assertion'],
  ]);
});

test('activate: says what to deploy; after the deployment a token is issued with the new key, once', async () => {
  const before = await key('activate', 'acme');
  expect(before.code).toBe(1);
  expect(before.out).toContain(`clients.acme.assertion must say ${setting(['a', 'b'], 'b')}`);
  await rollover.deploy('activated');
  const rotations = rollover.client.rotations.length;
  for (let time = 1; time <= 2; time += 1) {
    const after = await key('activate', 'acme');
    expect(after).toMatchObject({ code: 0 });
    expect(after.out).toContain(
      'The key in slot b is active: Click2Mail accepts it, and the current token was not issued with the one in slot a.',
    );
  }
  expect(rollover.client.rotations).toHaveLength(rotations + 1);
});

test('activate can be undone: the former key signs again by the former setting, and the new one afterwards', async () => {
  await rollover.deploy('prepared');
  await rollover.client.rotate();
  expect((await key('prepare', 'acme')).out).toMatch(/slot a: signs .*\nslot b: is prepared/);
  await rollover.deploy('activated');
  expect(await key('activate', 'acme')).toMatchObject({ code: 0 });
});

test('retire: refused until nothing was signed with the former key for seven days; then it is disabled, and can be enabled', async () => {
  const early = await key('retire', 'acme');
  expect(early).toMatchObject({
    code: 1,
    err: expect.stringMatching(/The key in slot a is kept: it signed last at .* 7 days/),
  });
  expect(rollover.keyState('a')).toBe('Enabled');
  await rollover.hours(8 * 24);
  for (let time = 1; time <= 2; time += 1) {
    const retired = await key('retire', 'acme');
    expect(retired.code).toBe(0);
    expect(retired.out).toContain(`clients.acme.assertion must say ${setting(['b'], 'b')}`);
    expect(retired.out).toContain('aws kms schedule-key-deletion --key-id arn:aws:kms:');
    expect(rollover.keyState('a')).toBe('Disabled');
  }
  expect(await key('retire', 'acme', '--undo')).toMatchObject({ code: 0 });
  expect(rollover.keyState('a')).toBe('Enabled');
  expect(await key('retire', 'acme')).toMatchObject({ code: 0 });
});

test('a token is rotated with the key that is left, the stack lets the other go, and no call of an application was refused', async () => {
  await rollover.deploy('after');
  await rollover.client.rotate();
  expect((await key('retire', 'acme')).out).toContain('There is no former key.');
  expect(await key('activate', 'acme')).toMatchObject({ code: 0 });
  await rollover.hours(24);
  expect(rollover.client.liveTokens).toHaveLength(1);
  expect(rollover.running.sandbox.state().denied).toEqual([]);
  const { requests, refused } = rollover.calls();
  expect(requests).toBeGreaterThan(400);
  expect(refused).toBe(0);
});
