import { beforeEach, describe, expect, test } from '@jest/globals';
import { Ledger } from '../../../functions/core/ledger.ts';
import { dueLabel, storedLabel, type VersionStages } from '../../../functions/core/version-labels.ts';
import {
  isTokenGone,
  readCurrent,
  reportHandWritten,
  secondsToExpiry,
  UNKNOWN,
} from '../../../functions/revoke-superseded-tokens/current-value.ts';
import { startOverdue } from '../../../functions/revoke-superseded-tokens/overdue-rotation.ts';
import type { Sweeping } from '../../../functions/revoke-superseded-tokens/sweeping.ts';
import { clientInProcess, NOW, valueOf, version } from '../client-in-process.ts';

const [CURRENT, OTHER] = [version('current'), version('other')] as const;
const DAY_S = 86_400;

let client: Awaited<ReturnType<typeof clientInProcess>>;
let counted: string[];
beforeEach(async () => {
  client = await clientInProcess();
  counted = client.log.counted;
});

const sweeping = (): Sweeping => ({
  ...client.revoking,
  graceSeconds: 7200,
  rotateEverySeconds: 30 * DAY_S,
  marginSeconds: DAY_S,
  releaseAfterSeconds: DAY_S,
  isAsking: false,
  count: (what) => void counted.push(what),
});
const versions = async () => (await client.secret.describe()).versions;
const read = async () => readCurrent(new Ledger(client.secret, () => NOW, await versions()), client.revoking);
const putCurrent = (value: string) =>
  client.call('PutSecretValue', { ClientRequestToken: CURRENT, SecretString: value });

const BOOTSTRAPPED: VersionStages = { [OTHER]: [dueLabel(NOW, OTHER)] };

describe('what is current', () => {
  test('is nothing where there is no version', async () => {
    const nothing = new Ledger(
      { ...client.secret, read: () => Promise.reject(new Error('It was read.')) },
      () => NOW,
      {},
    );
    expect(await readCurrent(nothing, { ...client.revoking, secret: client.secret })).toBe(UNKNOWN);
    expect(UNKNOWN).toEqual({ token: undefined, value: undefined });
    expect(Object.keys(UNKNOWN)).toEqual(['token', 'value']);
  });

  test('is read although another version was put since', async () => {
    await putCurrent(valueOf('tok_1'));
    await client.put(OTHER, 'tok_2', ['AWSPENDING']);
    expect((await read()).token?.token_id).toBe('tok_1');
  });

  test.each([
    ['the client’s token', valueOf('tok_1'), 'tok_1'],
    ['another client’s token', valueOf('tok_1', { client_id: 'c2m_other' }), undefined],
    ['text', 'by hand', undefined],
  ])('is a token of ours, where it is %s', async (_what, value, tokenId) => {
    await putCurrent(value);
    const current = await read();
    expect([current.token?.token_id, current.value]).toEqual([tokenId, value]);
  });

  test('took the place of a token, where there was one and something else was read', () => {
    const text = { token: undefined, value: 'text' };
    expect(isTokenGone(text, BOOTSTRAPPED)).toBe(true);
    expect(isTokenGone(text, {})).toBe(false);
    expect(isTokenGone(UNKNOWN, BOOTSTRAPPED)).toBe(false);
    expect(secondsToExpiry(text, BOOTSTRAPPED, NOW)).toBe(0);
    expect(secondsToExpiry(UNKNOWN, BOOTSTRAPPED, NOW)).toBeUndefined();
  });

  test('lives for whole seconds', async () => {
    await putCurrent(valueOf('tok_1', { expires_at: new Date(NOW + 61_900).toISOString() }));
    expect(secondsToExpiry(await read(), {}, NOW)).toBe(61);
  });
});

describe('a token that somebody wrote by hand', () => {
  const report = async () => reportHandWritten(await versions(), await read(), sweeping());

  test('is told of, every time', async () => {
    await client.put(OTHER, 'tok_2', ['x']);
    await putCurrent('{"access_token":"lt_tok_9","token_id":"tok_9"}');
    await report();
    await report();
    expect(counted).toEqual(['UnaccountedTokens', 'UnaccountedTokens']);
    expect(client.log.lines.map(([, details]) => details)).toEqual([
      { versionId: CURRENT, tokenId: 'tok_9' },
      { versionId: CURRENT, tokenId: 'tok_9' },
    ]);
  });

  test('is not told of where a version of the ledger answers for it', async () => {
    await client.put(OTHER, 'tok_2', ['x']);
    await putCurrent('{"access_token":"lt_tok_2"}');
    await report();
    expect(counted).toEqual([]);
  });

  test('is told of where a version that the ledger does not know, or text, holds it', async () => {
    await client.call('PutSecretValue', {
      ClientRequestToken: OTHER,
      SecretString: valueOf('tok_2'),
      VersionStages: ['x'],
    });
    const text = version('text');
    await client.call('PutSecretValue', {
      ClientRequestToken: text,
      SecretString: 'lt_tok_2',
      VersionStages: [storedLabel(text)],
    });
    await putCurrent('{"access_token":"lt_tok_2"}');
    await report();
    expect(counted).toEqual(['UnaccountedTokens']);
  });

  test.each([
    ['a token of ours', valueOf('tok_1')],
    ['text', 'by hand'],
  ])('is not %s', async (_what, value) => {
    await putCurrent(value);
    await report();
    expect(counted).toEqual([]);
  });

  test('is none where nothing was read', async () => {
    await reportHandWritten({}, UNKNOWN, sweeping());
    expect(counted).toEqual([]);
  });
});

describe('a rotation', () => {
  beforeEach(async () => {
    await client.put(CURRENT, 'tok_1', ['AWSCURRENT']);
    await client.call('RotateSecret', { ClientRequestToken: OTHER });
    await client.call('UpdateSecretVersionStage', { VersionStage: 'AWSPENDING', RemoveFromVersionId: OTHER });
  });

  const start = async (token: object | undefined, changes: Partial<Sweeping> = {}) => {
    const described = { ...(await client.secret.describe()), nextRotationAt: undefined };
    const secret = {
      ...client.secret,
      describe: async () => ({ ...(await client.secret.describe()), nextRotationAt: undefined }),
    };
    const swept = { ...sweeping(), secret, ...changes };
    const value = valueOf('tok_1', token);
    const current = { value, token: token && (JSON.parse(value) as NonNullable<typeof UNKNOWN.token>) };
    return startOverdue(described, new Ledger(swept.secret, () => NOW, described.versions), current, swept);
  };
  const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

  test.each([
    ['its life runs out, and it served an interval', at(-30 * DAY_S), at(DAY_S - 1), 1],
    ['its life runs out, and it is too young', at(1 - 30 * DAY_S), at(DAY_S - 1), 0],
    ['it lives for the margin', at(-30 * DAY_S), at(DAY_S), 0],
  ])('is started once for a token when %s', async (_what, issuedAt, expiresAt, started) => {
    expect(await start({ issued_at: issuedAt, expires_at: expiresAt })).toBe(started);
    expect(client.rotations()).toBe(1 + started);
    expect(client.log.lines).toHaveLength(started);
  });

  const OVERDUE = { issued_at: at(-30 * DAY_S), expires_at: at(10) };

  test('is not started where one ended since the secret was described', async () => {
    const describeLater = async () => {
      await client.put(version('new'), 'tok_2', ['AWSCURRENT']);
      return { ...(await client.secret.describe()), nextRotationAt: undefined };
    };
    expect(await start(OVERDUE, { secret: { ...client.secret, describe: describeLater } })).toBe(0);
    expect(client.rotations()).toBe(1);
  });

  test('is not started where one began since the secret was described', async () => {
    const describeLater = async () => {
      await client.put(version('new'), 'tok_2', ['AWSPENDING']);
      return { ...(await client.secret.describe()), nextRotationAt: undefined };
    };
    expect(await start(OVERDUE, { secret: { ...client.secret, describe: describeLater } })).toBe(0);
    expect(client.rotations()).toBe(1);
  });
});
