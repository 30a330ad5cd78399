import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;

beforeAll(async () => {
  running = await TestSandbox.start();
});

afterAll(() => running.stop());

describe.each(['acme', 'hasty', 'elliptic', 'padded'])('the rotation of %s', (name) => {
  test('puts a token issued against a KMS-signed assertion under AWSCURRENT', async () => {
    const client = running.client(name);
    await client.rotate();
    const current = client.versionWith('AWSCURRENT') ?? '';
    expect(client.rotations.at(-1)).toMatchObject({ outcome: 'succeeded', versionId: current });
    expect(client.labelsOf(current)).toContain(`click2mail:${current}`);
    const [token, ...others] = client.tokens;
    expect(others).toEqual([]);
    expect(token).toMatchObject({ id: client.tokenIdOf(current), grant: 'assertion', state: 'live' });
  });
});

test('a superseded token lives through its grace, and its label says until when', async () => {
  const client = running.client('acme');
  const first = client.versionWith('AWSCURRENT') ?? '';
  const before = running.sandbox.clock.now();
  await client.rotate();
  expect(client.versionWith('AWSPREVIOUS')).toBe(first);
  expect(client.liveTokens).toHaveLength(2);
  const [label = ''] = client.labelsOf(first).filter((one) => one.startsWith('click2mail:due:'));
  const due = Date.parse(
    label.replace(/^click2mail:due:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z:.*$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  expect(due - before).toBeGreaterThanOrEqual(2 * 60 * 60 * 1000);
  expect(due - before).toBeLessThan(2 * 60 * 60 * 1000 + 30_000);
});

test('a rotation makes seven calls of Secrets Manager, one signature and two calls of the API', async () => {
  const client = running.client('padded');
  await client.rotate();
  const calls = client.rotations.at(-1)?.steps.flatMap((step) => step.calls) ?? [];
  const count = (service: string) => calls.filter((call) => call.service === service).length;
  expect(count('secretsmanager')).toBeLessThanOrEqual(7);
  expect(calls.filter(({ operation }) => operation === 'Sign')).toHaveLength(1);
  expect(calls.filter(({ operation }) => operation === 'GetPublicKey')).toHaveLength(0);
  expect(count('click2mail')).toBe(2);
});

test('the first rotation, over the placeholder, makes no more calls, and reads the public key once', async () => {
  const [first] = running.client('padded').rotations;
  const calls = first?.steps.flatMap((step) => step.calls) ?? [];
  expect(calls.filter(({ service }) => service === 'secretsmanager').length).toBeLessThanOrEqual(7);
  expect(calls.filter(({ operation }) => operation === 'GetPublicKey')).toHaveLength(1);
});

test('without grace the superseded token is revoked within the rotation, by a bearer that is revoked last', async () => {
  const client = running.client('hasty');
  await client.rotate();
  expect(client.rotations.at(-1)?.outcome).toBe('succeeded');
  const [superseded, current] = client.tokens;
  expect([superseded?.state, current?.state]).toEqual(['revoked', 'live']);
  expect(client.bearers.map(({ state }) => state)).toEqual(['revoked']);
  expect(Date.parse(client.bearers[0]?.revokedAt ?? '')).toBeGreaterThanOrEqual(
    Date.parse(superseded?.revokedAt ?? ''),
  );
  expect(client.ledger('due')).toEqual([]);
});

test('what became due is revoked at the end of the next rotation, and its labels go', async () => {
  const client = running.client('elliptic');
  const first = client.versionWith('AWSCURRENT') ?? '';
  await client.rotate();
  await running.sandbox.clock.advance(2 * 60 * 60 + 60);
  await client.rotate();
  expect(client.tokens.map(({ state }) => state)).toEqual(['revoked', 'live', 'live']);
  expect(client.labelsOf(first)).toEqual([]);
});
