import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ProbeAnswer, Report } from '../../../functions/revoke-superseded-tokens/operator-answers.ts';
import { denyByHand, follow } from '../../support/programs/cli.ts';
import { SweepFunction } from '../../support/sweep-function.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;
let sweep: SweepFunction;
beforeAll(async () => {
  running = await TestSandbox.start();
  sweep = SweepFunction.paused(running);
  for (const name of ['acme', 'initech']) await running.client(name).issueFirstToken();
});
afterAll(() => running.stop());

async function ask(event: object): Promise<unknown> {
  const { functionError, payload } = await running.sandbox.lambda.invoke(
    sweep.name,
    Buffer.from(JSON.stringify(event)),
  );
  if (functionError !== undefined) throw new Error(payload.toString());
  const told = [...running.secrets].filter((secret) => secret.length > 6 && payload.includes(secret));
  expect(told).toEqual([]);
  return JSON.parse(payload.toString());
}

const reported = async (name: string) => {
  const { clients } = (await ask({ report: true })) as Report;
  return clients.find(({ client }) => client === name);
};

test('a report has every client’s settings and the ids of its tokens, and no value of a token', async () => {
  const acme = running.client('acme');
  const versionId = acme.versionWith('AWSCURRENT') ?? '';
  expect(await reported('acme')).toEqual({
    client: 'acme',
    client_id: 'c2m_acme',
    grant: 'assertion',
    api_base_url: running.sandbox.apiBaseUrl,
    secret_id: 'click2mail/acme',
    algorithm: 'RS256',
    rotate_every_seconds: 30 * 86_400,
    grace_seconds: 7200,
    release_after_seconds: 6 * 3600,
    margin_seconds: 7.5 * 86_400,
    tokens: [
      {
        version_id: versionId,
        token_id: acme.tokenIdOf(versionId),
        issued_at: expect.any(String),
        expires_at: expect.any(String),
      },
    ],
  });
  expect(await reported('globex')).toMatchObject({ tokens: [], client_secret_set: false });
  expect(await reported('elliptic')).toMatchObject({ tokens: [], key_id: 'elliptic-2026' });
});

test('what the sweep may not read it says', async () => {
  denyByHand(running.sandbox, sweep.name, 'secretsmanager:GetSecretValue');
  expect(await reported('acme')).toMatchObject({
    tokens: [],
    failure: { code: 'SECRET_UNREADABLE', message: expect.stringContaining('AccessDeniedException') },
  });
  await follow('npm run deploy -- Click2MailTokenRotation --revert-drift', running.sandbox);
});

test('a probe knocks at the API without credentials, and shows it the current token; no other is issued', async () => {
  const longTerm = () => running.sandbox.api.tokens().filter(({ kind }) => kind === 'long').length;
  const before = longTerm();
  const { api, token, issue } = (await ask({ client: 'acme', probe: 'reach' })) as ProbeAnswer;
  expect(api).toMatchObject({ reachable: true, status: 401 });
  const acme = running.client('acme');
  expect(token).toEqual({ token_id: acme.tokenIdOf(acme.versionWith('AWSCURRENT') ?? ''), word: 'accepted' });
  expect(issue).toBeUndefined();
  expect(longTerm()).toBe(before);
});

test('of a client that has no token yet a probe says nothing of one', async () => {
  expect(await ask({ client: 'globex', probe: 'reach' })).toEqual({
    client: 'globex',
    api: expect.objectContaining({ reachable: true }),
  });
});

test.each([
  ['does not answer the exchange', 503, 'TOKEN_API_UNAVAILABLE', false],
  ['refuses the client', 403, 'TOKEN_REFUSED', true],
])('of an API that %s a probe does not call the token refused', async (_what, status, code, is_refusal) => {
  // The first call is the knock.
  const order = { kind: 'refuse', status, service: 'click2mail', operation: 'issueShortTermToken' } as const;
  running.sandbox.faults.order({ ...order, nth: 2, times: 99, seconds: 3600 });
  const { token } = (await ask({ client: 'acme', probe: 'reach' })) as ProbeAnswer;
  running.sandbox.faults.clear();
  expect(token).toMatchObject({ word: 'unknown', failure: { code, is_refusal } });
});

test.each(['acme', 'initech'])('a probe of %s issues a token and revokes it with itself', async (name) => {
  const { issue } = (await ask({ client: name, probe: 'issue' })) as ProbeAnswer;
  expect(issue).toEqual({ accepted: true, revoked: true, token_id: expect.any(String) });
  expect(running.client(name).bearers.find(({ id }) => id === issue?.token_id)?.state).toBe('revoked');
});

test('a probe whose token cannot be revoked says which one it is', async () => {
  running.sandbox.faults.order({
    kind: 'refuse',
    status: 403,
    service: 'click2mail',
    operation: 'revokeToken',
    times: 9,
  });
  const { issue } = (await ask({ client: 'acme', probe: 'issue' })) as ProbeAnswer;
  running.sandbox.faults.clear();
  expect(issue).toMatchObject({ accepted: true, revoked: false, token_id: expect.any(String) });
  expect(issue?.failure?.code).toBe('TOKEN_REFUSED');
});
