import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;

beforeAll(async () => {
  running = await TestSandbox.start();
});

afterAll(() => running.stop());

/** What is seconds old would be shown to the API for many seconds. */
const seconds = (count: number) => running.sandbox.clock.advance(count);

describe('the grant client-secret', () => {
  test('says what to do while no operator has put the secret, and issues nothing', async () => {
    const client = running.client('globex');
    const versionId = await client.stage();
    const { errorType, errorMessage } = await client.step('createSecret', versionId);
    expect(errorType).toBe('ClientSecretNotSet');
    expect(errorMessage).toContain('put-secret-value');
    expect(client.tokens).toEqual([]);
    expect(client.ledger('begun')).toEqual([]);
    await client.tidyUp();
  });

  test('issues with the secret that was put, and revokes by it', async () => {
    const client = running.client('globex');
    await client.issueFirstToken();
    await client.rotate();
    expect(client.tokens.map(({ grant }) => grant)).toEqual(['client_secret', 'client_secret']);
    await running.sandbox.clock.advance(2 * 60 * 60 + 60);
    await client.rotate();
    expect(client.tokens.map(({ state }) => state)).toEqual(['revoked', 'live', 'live']);
  });
});

describe('the grant short-term-token', () => {
  test('says what to do while there is no token to begin with', async () => {
    const client = running.client('initech');
    const versionId = await client.stage();
    const { errorType, errorMessage } = await client.step('createSecret', versionId);
    expect(errorType).toBe('NotBootstrapped');
    expect(errorMessage).toContain('one-time code');
    expect(client.tokens).toEqual([]);
    expect(client.ledger('begun')).toEqual([]);
    await client.tidyUp();
  });

  test('renews itself: each token buys the next', async () => {
    const client = running.client('initech');
    await client.issueFirstToken();
    await client.rotate();
    await client.rotate();
    expect(client.tokens.map(({ grant }) => grant)).toEqual(['otp_code', 'short_term_token', 'short_term_token']);
    expect(client.rotations.at(-1)?.outcome).toBe('succeeded');
  });

  describe('when the exchange of the token', () => {
    afterEach(async () => {
      running.sandbox.faults.clear();
      await running.client('initech').tidyUp();
    });

    test.each([
      ['gives no answer', { kind: 'lose-answer' }],
      ['fails with 500', { kind: 'refuse', status: 500 }],
      ['gives an answer that is too long to read', { kind: 'oversize' }],
    ] as const)('%s, nothing was issued, and no attempt is left behind', async (_how, fault) => {
      const client = running.client('initech');
      const before = client.tokens.length;
      const versionId = await client.stage();
      client.fault({ ...fault, service: 'click2mail', operation: 'issueShortTermToken', times: 9 });
      expect((await client.step('createSecret', versionId)).errorType).toBe('TokenApiUnavailable');
      expect(client.tokens).toHaveLength(before);
      expect(client.ledger('begun').filter((label) => label.endsWith(versionId))).toEqual([]);
    });
  });

  test('shows a token that is seconds old again, when the API does not know it yet', async () => {
    const client = running.client('initech');
    const before = client.liveTokens;
    await client.replaceByOtp();
    for (const { id } of before) running.sandbox.api.revokeOutOfBand(id);
    const versionId = await client.stage();
    const operation = 'issueShortTermToken';
    client.fault({ kind: 'refuse', status: 401, code: 'invalid_token', service: 'click2mail', operation });
    expect((await client.step('createSecret', versionId)).errorType).toBeUndefined();
    await client.tidyUp();
  });

  test('renews a dead token with one that is superseded, as long as that is in grace', async () => {
    const client = running.client('initech');
    await client.rotate();
    await seconds(60);
    const dead = client.versionWith('AWSCURRENT') ?? '';
    running.sandbox.api.revokeOutOfBand(client.tokenIdOf(dead) ?? '');
    await client.rotate();
    expect(client.rotations.at(-1)).toMatchObject({ outcome: 'succeeded' });
    expect(client.versionWith('AWSCURRENT')).not.toBe(dead);
  });

  test('fails, and changes nothing, once its current token is dead and no other is left', async () => {
    const client = running.client('initech');
    const current = client.versionWith('AWSCURRENT') ?? '';
    await seconds(60);
    for (const { id } of client.liveTokens) running.sandbox.api.revokeOutOfBand(id);
    await client.rotate();
    expect(client.rotations.at(-1)).toMatchObject({ outcome: 'failed' });
    expect(client.versionWith('AWSCURRENT')).toBe(current);
  });
});
