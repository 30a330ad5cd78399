import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testAssembly } from '../../support/assembly.ts';
import { SweepFunction } from '../../support/sweep-function.ts';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

const MINUTE = 60;
const SHORT_TERM_MS = 15 * MINUTE * 1000;

let running: TestSandbox;
let sweep: SweepFunction;
/** How often the function has looked at a secret. */
let looks = 0;
beforeAll(async () => {
  running = await TestSandbox.start(testAssembly(), {
    onAllowed: ({ principal, request }) => {
      if (/RevocationSweep/.test(principal.identity) && request.action === 'secretsmanager:DescribeSecret') looks += 1;
    },
  });
  sweep = new SweepFunction(running);
  for (const name of ['acme', 'elliptic', 'globex', 'hasty', 'initech', 'padded']) {
    await running.client(name).issueFirstToken();
  }
});
afterAll(() => running.stop());

const currentToken = (client: TestClient) => client.tokenIdOf(client.versionWith('AWSCURRENT') ?? '') ?? '';
const stateOf = (client: TestClient, tokenId: string) => client.tokens.find(({ id }) => id === tokenId)?.state;
const orders = (client: TestClient) => {
  const labels = running.sandbox.state().clients.find(({ clientId }) => clientId === client.clientId)?.versions ?? [];
  return labels.flatMap((version) => version.labels).filter((label) => label.startsWith('click2mail:revoke-now:'));
};

test('a token is replaced, and it and all before it are revoked at once, whatever their grace', async () => {
  const client = running.client('acme');
  const first = currentToken(client);
  await client.rotate();
  const second = currentToken(client);
  const answer = await sweep.revokeNow('acme', { token_id: second });
  expect(answer).toEqual({
    client: 'acme',
    outcome: 'revoked',
    revoked: expect.arrayContaining([first, second]),
    failed: [],
    order_kept: false,
    short_term_tokens_until: expect.any(String),
  });
  expect([first, second].map((id) => stateOf(client, id))).toEqual(['revoked', 'revoked']);
  expect(client.liveTokens.map(({ id }) => id)).toEqual([currentToken(client)]);
  const exposed = Date.parse(answer.short_term_tokens_until) - running.sandbox.clock.now();
  expect(Math.abs(exposed - SHORT_TERM_MS)).toBeLessThan(60_000);
  expect(orders(client)).toEqual([]);
});

test('the same order twice at the same time revokes once, and both answers are true', async () => {
  const client = running.client('padded');
  const token = currentToken(client);
  const answers = await Promise.all([1, 2].map(() => sweep.revokeNow('padded', { token_id: token })));
  const said = answers.flatMap(({ revoked }) => revoked);
  expect(said).toContain(token);
  for (const id of said) expect(stateOf(client, id)).toBe('revoked');
  // The second order may ask for a rotation when the first one's has just ended: its successor is then in its grace.
  const live = client.liveTokens.map(({ id }) => id);
  expect(live.at(-1)).toBe(currentToken(client));
  expect(live.length).toBeLessThanOrEqual(2);
  expect(orders(client)).toEqual([]);
});

test('an order that names no token leaves one that was issued a moment ago, and says how to order it too', async () => {
  const client = running.client('padded');
  await client.rotate();
  const superseded = client.liveTokens.map(({ id }) => id).filter((id) => id !== currentToken(client));
  const token = currentToken(client);
  const answer = await sweep.revokeNow('padded');
  expect(answer).toMatchObject({
    outcome: 'incomplete',
    revoked: expect.arrayContaining(superseded),
    order_kept: false,
    current_token_id: token,
    reason: expect.stringContaining(`"token_id":"${token}"`),
  });
  expect(client.liveTokens.map(({ id }) => id)).toEqual([token]);
  expect(currentToken(client)).toBe(token);
});

test('in the middle of a rotation, it waits for that one', async () => {
  const client = running.client('elliptic');
  const token = currentToken(client);
  const issued = client.tokens.length;
  client.fault({ kind: 'delay', seconds: 3, service: 'click2mail', operation: 'issueShortTermToken' });
  const rotating = client.rotate();
  while (client.tokens.length < issued + 1) await setTimeout(10);
  const answer = await sweep.revokeNow('elliptic', { token_id: token });
  await rotating;
  expect(answer.revoked).toContain(token);
  expect(stateOf(client, token)).toBe('revoked');
  expect(client.liveTokens.map(({ id }) => id)).toEqual([currentToken(client)]);
});

test('a stuck rotation makes way for another one', async () => {
  const client = running.client('acme');
  const token = currentToken(client);
  const stuck = await client.stage();
  const answer = await sweep.revokeNow('acme', { token_id: token });
  expect(answer).toMatchObject({ outcome: 'revoked', revoked: [token] });
  expect(stateOf(client, token)).toBe('revoked');
  expect(client.labelsOf(stuck)).not.toContain('AWSCURRENT');
});

test('without grace, the rotation has revoked the token already, and the answer says that it is revoked', async () => {
  const client = running.client('hasty');
  const token = currentToken(client);
  const answer = await sweep.revokeNow('hasty', { token_id: token });
  expect(answer).toMatchObject({ outcome: 'revoked', revoked: [token], failed: [] });
  expect(stateOf(client, token)).toBe('revoked');
  expect(orders(client)).toEqual([]);
});

test('where rotation is switched off, nothing is revoked, the answer says why, and the order is kept', async () => {
  const client = running.client('globex');
  const token = currentToken(client);
  await client.administrate('CancelRotateSecret', {});
  const answer = await sweep.revokeNow('globex', { token_id: token });
  expect(answer).toMatchObject({
    outcome: 'incomplete',
    revoked: [],
    reason: expect.stringContaining('Rotation is switched off'),
  });
  expect(stateOf(client, token)).toBe('live');
  expect(orders(client)).toHaveLength(1);
  await client.rotate();
  await sweep.sweep();
  expect(stateOf(client, token)).toBe('revoked');
  expect(orders(client)).toEqual([]);
});

test('even_without_successor revokes the current token although nothing takes its place', async () => {
  const client = running.client('initech');
  const token = currentToken(client);
  await client.administrate('CancelRotateSecret', {});
  const answer = await sweep.revokeNow('initech', { token_id: token, even_without_successor: true });
  expect(answer).toMatchObject({ outcome: 'incomplete', revoked: [token], failed: [] });
  expect(client.liveTokens).toEqual([]);
});

test('an order that is delivered once more, when its token has a successor, leaves the successor alone', async () => {
  const client = running.client('acme');
  const order = { token_id: currentToken(client), even_without_successor: true };
  expect(await sweep.revokeNow('acme', order)).toMatchObject({ outcome: 'revoked', revoked: [order.token_id] });
  const successor = currentToken(client);
  expect(await sweep.revokeNow('acme', order)).toMatchObject({ outcome: 'revoked', revoked: [order.token_id] });
  expect(client.liveTokens.map(({ id }) => id)).toEqual([successor]);
  expect(currentToken(client)).toBe(successor);
});

test('an order for a token in its grace revokes it at once, and leaves the current one', async () => {
  const client = running.client('acme');
  const superseded = currentToken(client);
  await client.rotate();
  const current = currentToken(client);
  const answer = await sweep.revokeNow('acme', { token_id: superseded });
  expect(answer).toMatchObject({ outcome: 'revoked', revoked: [superseded] });
  expect(client.liveTokens.map(({ id }) => id)).toEqual([current]);
  expect(orders(client)).toEqual([]);
});

test('an id that nobody knows is not said to be revoked', async () => {
  const before = running.client('acme').liveTokens.map(({ id }) => id);
  expect(await sweep.revokeNow('acme', { token_id: 'tok_lt_mistyped' })).toMatchObject({
    outcome: 'unknown',
    revoked: [],
    order_kept: false,
    reason: expect.stringContaining('the id or the client is another'),
  });
  expect(running.client('acme').liveTokens.map(({ id }) => id)).toEqual(before);
});

describe('when no successor can be had', () => {
  const looked = async (times: number) => {
    const until = looks + times;
    const isOver = () => looks >= until;
    while (!isOver()) await setTimeout(10);
  };

  test('the answer says so when 45 seconds are over, nothing counts as revoked, and a sweep finishes the order', async () => {
    const [acme, padded] = [running.client('acme'), running.client('padded')];
    const { kms, credentials, clients } = running.sandbox;
    const administrator = credentials.administrator.caller;
    const KeyId = clients.find(({ name }) => name === 'acme')?.signingKeyArn;
    await kms.call('DisableKey', { KeyId }, administrator);
    padded.fault({ kind: 'refuse', status: 503, service: 'click2mail', operation: 'issueLongTermToken', times: 100 });
    const tokens = [currentToken(acme), currentToken(padded)] as const;
    let isAnswered = false;
    const answering = Promise.all([
      sweep.revokeNow('acme', { token_id: tokens[0], even_without_successor: true }),
      sweep.revokeNow('padded', { token_id: tokens[1] }),
    ]).finally(() => (isAnswered = true));
    await looked(6);
    running.sandbox.clock.jump(30);
    await looked(4);
    expect(isAnswered).toBe(false);
    running.sandbox.clock.jump(15);
    const answers = await answering;
    expect(answers[0]).toMatchObject({
      outcome: 'incomplete',
      revoked: [],
      failed: [{ token_id: tokens[0], reason: expect.stringMatching(/sign/i) }],
    });
    expect(answers[1]).toMatchObject({
      outcome: 'rotating',
      revoked: [],
      failed: [],
      reason: expect.stringContaining('log'),
    });
    expect([stateOf(acme, tokens[0]), stateOf(padded, tokens[1])]).toEqual(['live', 'live']);
    expect([orders(acme), orders(padded)].map(({ length }) => length)).toEqual([1, 1]);

    await kms.call('EnableKey', { KeyId }, administrator);
    running.sandbox.faults.clear();
    await running.sandbox.clock.advance(61 * MINUTE);
    expect([stateOf(acme, tokens[0]), stateOf(padded, tokens[1])]).toEqual(['revoked', 'revoked']);
    expect([orders(acme), orders(padded)]).toEqual([[], []]);
  });
});

test.each([
  [{ client: 'nobody' }, 'There is no such client; there are acme, hasty'],
  [{ client: 'acme', immediately: false }, 'An order to revoke says \\"immediately\\": true.'],
  [{ client: 'acme', even_without_successor: 'yes' }, 'even_without_successor is to be true or false'],
  [{ client: 'acme', grace: 0 }, 'The order has fields besides client, immediately, token_id, even_without_successor.'],
])('the order %j is refused', async (order, text) => {
  const { client, ...more } = order;
  await expect(sweep.revokeNow(client, more)).rejects.toThrow(text);
});
