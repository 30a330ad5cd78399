import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxState } from '../../../sandbox/console/state.ts';
import { Consumer } from '../../../sandbox/demo/consumer.ts';
import { secretsIn } from '../../support/secret-watch.ts';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;
let acme: TestClient;
beforeAll(async () => {
  running = await TestSandbox.start();
  acme = running.client('acme');
});
afterAll(() => running.stop());

const text = async () => (await fetch(`${running.sandbox.consoleUrl}/api/state`)).text();
const state = async () => JSON.parse(await text()) as SandboxState;
const acmeIn = ({ clients }: SandboxState) => clients.find(({ name }) => name === 'acme');
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('the state by HTTP', () => {
  test('shows a client before its first token: a placeholder that holds none, and when it is due', async () => {
    const shown = await state();
    expect(shown.now).toEqual(instant);
    expect(acmeIn(shown)).toEqual({
      name: 'acme',
      clientId: 'c2m_acme',
      grant: 'assertion',
      graceSeconds: 7200,
      secretArn: expect.stringMatching(/:secret:click2mail\/acme-\w{6}$/),
      rotationFunctionArn: expect.stringMatching(/^arn:aws:lambda:us-east-1:123456789012:function:/),
      nextRotationAt: instant,
      versions: [{ versionId: expect.any(String), labels: ['AWSCURRENT'], tokenId: null, createdAt: instant }],
    });
    // The schedule had testSecret run alone: that is no rotation.
    expect(shown.rotations).toEqual([]);
  });

  test('shows a rotation with its steps and calls, and the token that came of it', async () => {
    await acme.rotate();
    const shown = await state();
    const versionId = acme.versionWith('AWSCURRENT') ?? '';
    expect(shown.rotations).toEqual([
      {
        clientName: 'acme',
        versionId,
        startedAt: instant,
        endedAt: instant,
        outcome: 'succeeded',
        error: null,
        steps: ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map((name) => ({
          name,
          durationMs: expect.any(Number),
          calls: expect.any(Array),
        })),
      },
    ]);
    const calls = shown.rotations[0]?.steps.flatMap((step) => step.calls) ?? [];
    expect(calls).toContainEqual({ service: 'click2mail', operation: 'issueLongTermToken', status: 201 });
    expect(calls).toContainEqual({ service: 'kms', operation: 'Sign', status: 200 });
    const version = acmeIn(shown)?.versions.find((one) => one.versionId === versionId);
    expect(version?.labels).toEqual(expect.arrayContaining(['AWSCURRENT', `click2mail:${versionId}`]));
    expect(shown.tokens).toContainEqual({
      id: version?.tokenId,
      kind: 'long',
      clientId: 'c2m_acme',
      grant: 'assertion',
      scopes: ['jobs:submit', 'templates:read'],
      state: 'live',
      issuedAt: instant,
      expiresAt: instant,
      revokedAt: null,
      versionId,
      currentFrom: shown.rotations[0]?.endedAt,
      supersededAt: null,
      revocationDueAt: null,
    });
  });

  test('shows when a token was superseded, and when it is to be revoked', async () => {
    const superseded = acme.tokenIdOf(acme.versionWith('AWSCURRENT') ?? '');
    await acme.rotate();
    const shown = await state();
    const token = shown.tokens.find(({ id }) => id === superseded);
    expect(token).toMatchObject({ state: 'live', supersededAt: shown.rotations.at(-1)?.endedAt });
    const grace = Date.parse(token?.revocationDueAt ?? '') - Date.parse(token?.supersededAt ?? '');
    expect(Math.abs(grace - 2 * 3600 * 1000)).toBeLessThan(60_000);
  });

  test('shows when a token was revoked', async () => {
    const [token] = acme.tokens;
    await acme.rotate();
    running.sandbox.api.revokeOutOfBand(token?.id ?? '');
    const shown = (await state()).tokens.find(({ id }) => id === token?.id);
    expect(shown).toMatchObject({ state: 'revoked', revokedAt: instant });
  });

  test('shows why a rotation failed', async () => {
    acme.fault({ kind: 'refuse', status: 400, service: 'click2mail', operation: 'issueLongTermToken' });
    await acme.rotate();
    const last = (await state()).rotations.at(-1);
    expect(last).toMatchObject({ outcome: 'failed', error: expect.stringMatching(/^createSecret: /) });
    expect(last?.steps.at(-1)?.calls).toContainEqual({
      service: 'click2mail',
      operation: 'issueLongTermToken',
      status: 400,
    });
    await acme.tidyUp();
  });

  test('shows what consumers were vended, and the faults that are ordered', async () => {
    const { lambda, consumers, faults } = running.sandbox;
    const vend = (request: object) =>
      lambda.invoke(`${consumers[0]?.functionName}:mail-merge`, Buffer.from(JSON.stringify(request)));
    faults.clear();
    await vend({});
    await vend({ scopes: ['templates:read'] });
    faults.order({ kind: 'throttle', service: 'sts', times: 2 });
    const shown = await state();
    expect(shown.faults).toEqual([{ kind: 'throttle', service: 'sts', times: 2, struck: 0 }]);
    expect(shown.vends.find(({ consumer }) => consumer === 'mail-merge')).toEqual({
      consumer: 'mail-merge',
      client: 'acme',
      vended: 1,
      exchanged: 1,
      failed: 1,
      lastAt: instant,
      lastError: 'ScopeNotAllowed',
    });
    faults.clear();
  });

  test('holds nothing of what must stay secret, whatever has happened', async () => {
    const { secretsManager, sandbox } = running;
    const { secretArn } = acme;
    await acme.rotate();
    await new Consumer({ secretsManager, secretArn, apiBaseUrl: sandbox.apiBaseUrl, clock: sandbox.clock }).sendJob();
    sandbox.api.oneTimeCode('c2m_acme');
    const shown = await text();
    // Tokens, assertions, credentials, RotationTokens, one-time codes: it must know of some to mean anything.
    expect(running.secrets.size).toBeGreaterThan(20);
    expect(running.secrets).toContain(await acme.valueOf(acme.versionWith('AWSCURRENT') ?? ''));
    expect(secretsIn(shown, running.secrets)).toEqual([]);
    expect(shown).not.toMatch(/lt_[\w-]{43}|eyJ/);
  });
});

describe('an order by HTTP', () => {
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${running.sandbox.consoleUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const current = () => acme.versionWith('AWSCURRENT') ?? '';

  test('to rotate is answered with the version that is being made', async () => {
    const before = current();
    const { status, body } = await post('/api/rotate', { client: 'acme' });
    expect([status, body]).toEqual([200, { client: 'acme', versionId: expect.any(String) }]);
    await running.sandbox.secretsManager.idle();
    expect([current() === before, current()]).toEqual([false, body['versionId']]);
  });

  test('that AWS refuses is answered in its words', async () => {
    await running.client('hasty').administrate('DeleteSecret', { RecoveryWindowInDays: 7 });
    expect(await post('/api/rotate', { client: 'hasty' })).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^InvalidRequestException: /) },
    });
    await running.client('hasty').administrate('RestoreSecret', {});
  });

  test('to revoke is carried out by the stack’s function, and answered with what it says', async () => {
    const tokenId = acme.tokenIdOf(current()) ?? '';
    expect(await post('/api/revoke-now', { client: 'acme', tokenId })).toMatchObject({
      status: 200,
      body: { client: 'acme', outcome: 'revoked', revoked: expect.arrayContaining([tokenId]) },
    });
    expect(acme.tokens.find(({ id }) => id === tokenId)?.state).toBe('revoked');
  });

  test('to revoke that the function refuses is answered with its reason', async () => {
    const { status, body } = await post('/api/revoke-now', { client: 'acme', tokenId: 'not a token' });
    expect([status, body]).toEqual([502, { message: "The order's token_id is not the id of a token." }]);
  });
});

test('the clock by HTTP answers when the rotation that became due on the way is over', async () => {
  const before = acme.rotations.length;
  const due = Date.parse(acmeIn(await state())?.nextRotationAt ?? '');
  const answer = await fetch(`${running.sandbox.consoleUrl}/api/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceSeconds: Math.ceil((due - running.sandbox.clock.now()) / 1000) }),
  });
  expect(answer.status).toBe(200);
  const rotations = acme.rotations.slice(before);
  expect(rotations).toMatchObject([{ outcome: 'succeeded', steps: { length: 4 } }]);
  expect(Date.parse(rotations[0]?.startedAt ?? '')).toBeLessThanOrEqual(due);
  expect(acme.versionWith('AWSCURRENT')).toBe(rotations[0]?.versionId);
});
