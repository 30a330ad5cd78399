import { beforeEach, describe, expect, test } from '@jest/globals';
import { SecretUnreadable } from '../../../functions/core/errors.ts';
import {
  dueLabel,
  dueVersions,
  entries,
  freeLabels,
  givenUpLabel,
  revokeNowLabel,
  storedLabel,
} from '../../../functions/core/version-labels.ts';
import { revokeNow, type RevokingNow } from '../../../functions/revoke-superseded-tokens/revoke-now.ts';
import { clientInProcess, NOW, outage, refusedAtFirst, valueOf, version } from '../client-in-process.ts';

const HOUR = 3_600_000;
const [FIRST, SECOND, THIRD] = [version('first'), version('second'), version('third')] as const;
const ORDER = { client: 'acme', evenWithoutSuccessor: false };
const UNTIL = '2026-03-01T12:15:00.400Z';

let client: Awaited<ReturnType<typeof clientInProcess>>;
/** What happens while an order waits; each entry is one wait. */
let whileWaiting: (() => Promise<unknown>)[];
let waits: number[];
let patienceMs: number;

beforeEach(async () => {
  client = await clientInProcess();
  whileWaiting = [];
  waits = [];
  patienceMs = 45_000;
  await client.put(FIRST, 'tok_1', ['AWSCURRENT']);
  await client.call('RotateSecret', { ClientRequestToken: version('idle') });
  await takePendingOff();
});

const takePendingOff = () =>
  client.call('UpdateSecretVersionStage', { VersionStage: 'AWSPENDING', RemoveFromVersionId: version('idle') });

const revoking = (): RevokingNow => ({
  ...client.revoking,
  graceSeconds: 7200,
  wait: async (ms) => {
    if (waits.push(ms) > 100) throw new Error('It waits for ever.');
    patienceMs -= ms;
    await whileWaiting.shift()?.();
  },
  patienceMs: () => patienceMs,
});

const order = (changes: Partial<Parameters<typeof revokeNow>[0]> = {}) =>
  revokeNow({ ...ORDER, ...changes }, revoking());
const labels = async (versionId: string) => (await client.secret.describe()).versions[versionId] ?? [];
const openOrders = async () => entries((await client.secret.describe()).versions, 'revoke-now').length;
const revoked = () => client.api.calls.filter((call) => /^revoke tok_\d/.test(call)).map((call) => call.split(' ')[1]);

/** The client's secret, but for a version that cannot be read. */
const unreadable = (versionId: string): RevokingNow['secret'] => ({
  ...client.secret,
  read: async (which) => {
    if (which.versionId === versionId) throw new SecretUnreadable('denied', { isAbsent: false });
    return client.secret.read(which);
  },
});

/** The API knows no token of the id from now on; the token works. */
function leaveUnknown(tokenId: string): void {
  const revokeAtApi = client.api.revoke.bind(client.api);
  client.api.revoke = (id, bearer) => (id === tokenId ? Promise.resolve(false) : revokeAtApi(id, bearer));
}

describe('an order for the current token', () => {
  test('is carried out as soon as another one is current, and all that was to end no later ends with it', async () => {
    await client.put(SECOND, 'tok_2', ['AWSCURRENT']);
    await client.secret.addLabel(dueLabel(NOW + HOUR, FIRST), FIRST);
    whileWaiting = [() => client.put(THIRD, 'tok_3', ['AWSCURRENT'])];
    expect(await order({ tokenId: 'tok_2' })).toEqual({
      client: 'acme',
      outcome: 'revoked',
      revoked: ['tok_1', 'tok_2'],
      failed: [],
      order_kept: false,
      short_term_tokens_until: UNTIL,
    });
    expect(client.rotations()).toBe(2);
    expect([...client.api.live]).toEqual(['tok_3']);
    expect(await openOrders()).toBe(0);
    expect(waits).toEqual([1000]);
  });

  test('is kept as long as no successor is there, and the answer says so', async () => {
    patienceMs = 3000;
    const answer = await order();
    expect(answer).toMatchObject({ outcome: 'rotating', revoked: [], failed: [], order_kept: true });
    expect(answer.reason).toMatch(/^No successor is there yet\.[^]*says why\.$/);
    expect(client.log.lines).toEqual([]);
    expect(waits).toEqual([1000, 1000]);
    expect(revoked()).toEqual([]);
    expect(await labels(FIRST)).toContain(revokeNowLabel(NOW, FIRST));
  });

  test('is one, however often it is given', async () => {
    patienceMs = 0;
    await client.secret.addLabel(revokeNowLabel(NOW - HOUR, FIRST), FIRST);
    expect(await order()).toMatchObject({ outcome: 'rotating', order_kept: true });
    expect(await openOrders()).toBe(1);
  });

  test('is another one than an order for another token', async () => {
    patienceMs = 0;
    await client.secret.addLabel(revokeNowLabel(NOW, SECOND), FIRST);
    await order();
    expect(await openOrders()).toBe(2);
  });

  test('is not kept where no label is free, and the answer says so', async () => {
    patienceMs = 0;
    const { versions } = await client.secret.describe();
    for (let index = freeLabels(versions); index > 0; index -= 1) await client.secret.addLabel(`hand-${index}`, FIRST);
    const answer = await order();
    expect(answer).toMatchObject({ outcome: 'incomplete', order_kept: false });
    expect(answer.reason).toMatch(/\. The secret has none .* not kept: order it again\.$/);
  });

  test('says why no rotation can be had', async () => {
    await client.call('CancelRotateSecret');
    const answer = await order();
    expect(answer).toMatchObject({ outcome: 'incomplete', order_kept: true });
    expect(answer.reason).toMatch(/^Rotation is switched off/);
    expect(waits).toEqual([]);
  });

  test('revokes it at once where it is to go even without a successor', async () => {
    patienceMs = 0;
    const answer = await order({ evenWithoutSuccessor: true });
    expect(answer).toMatchObject({ outcome: 'rotating', revoked: ['tok_1'], order_kept: true });
  });

  test('says what was not revoked although it was to go even without a successor', async () => {
    patienceMs = 0;
    client.api.fails = (call) => (call.startsWith('revoke tok_1') ? outage() : undefined);
    const answer = await order({ evenWithoutSuccessor: true });
    expect(answer).toMatchObject({ outcome: 'incomplete', revoked: [], order_kept: true });
    expect(answer.failed).toStrictEqual([{ token_id: 'tok_1', reason: 'down' }]);
    expect(client.log.lines.map(([, details]) => details)).toMatchObject([
      { versionId: FIRST, tokenId: 'tok_1', error: { code: 'TOKEN_API_UNAVAILABLE' } },
    ]);
    expect(answer.revoked).toStrictEqual([]);
  });

  test('believes the token itself where the API does not know its id', async () => {
    patienceMs = 0;
    client.api.live.delete('tok_1');
    const gone = await order({ evenWithoutSuccessor: true });
    expect([gone.revoked, gone.failed]).toEqual([['tok_1'], []]);
    client.api.live.add('tok_1');
    const { api } = client;
    const revokeAtApi = api.revoke.bind(api);
    api.revoke = (id, bearer) => (id === 'tok_1' ? Promise.resolve(false) : revokeAtApi(id, bearer));
    // One that works may be refused for a moment.
    api.fails = refusedAtFirst(1);
    const lives = await order({ evenWithoutSuccessor: true });
    expect([lives.revoked, lives.failed]).toStrictEqual([
      [],
      [{ token_id: 'tok_1', reason: 'The API knows no token of this id, and the token still works.' }],
    ]);
    expect(client.log.lines.map(([, details]) => details['error'])).toContainEqual(
      expect.objectContaining({ code: 'TOKEN_NOT_REVOCABLE', client: 'acme', versionId: FIRST }),
    );
  });

  test('asks the token that was meant whether it works, though another is current by then', async () => {
    patienceMs = 0;
    client.api.live.delete('tok_1');
    const { api } = client;
    const revokeAtApi = api.revoke.bind(api);
    api.revoke = async (id, bearer) => {
      if (id === 'tok_1') await client.put(SECOND, 'tok_2', ['AWSCURRENT']);
      return revokeAtApi(id, bearer);
    };
    const answer = await order({ evenWithoutSuccessor: true });
    expect([answer.revoked, answer.failed]).toEqual([['tok_1'], []]);
    expect(client.log.lines.filter(([, details]) => 'error' in details)).toEqual([]);
  });

  test('even without a successor is refused where somebody wrote something else', async () => {
    await client.call('PutSecretValue', { ClientRequestToken: SECOND, SecretString: 'by hand' });
    await expect(order({ evenWithoutSuccessor: true })).rejects.toMatchObject({
      code: 'NOT_BOOTSTRAPPED',
      client: 'acme',
    });
  });

  test('is not done while something that was to end no later is left', async () => {
    await client.put(SECOND, 'tok_2', ['AWSCURRENT']);
    await client.secret.addLabel(dueLabel(NOW - HOUR, FIRST), FIRST);
    whileWaiting = [() => client.put(THIRD, 'tok_3', ['AWSCURRENT'])];
    client.api.fails = (call) => (call.startsWith('revoke tok_1 ') ? outage() : undefined);
    const answer = await order({ tokenId: 'tok_2' });
    expect(answer).toMatchObject({ outcome: 'incomplete', failed: [{ token_id: 'tok_1' }] });
    expect(answer.revoked).toStrictEqual(['tok_2']);
  });

  describe.each([
    ['the token that is meant', 'tok_2', ['tok_1']],
    ['one that was to end no later', 'tok_1', ['tok_2']],
  ])('does not call it revoked that the API does not know %s, and it works', (_which, unknownId, others) => {
    test.each([false, true])('also where it may go without a successor: %s', async (evenWithoutSuccessor) => {
      await client.put(SECOND, 'tok_2', ['AWSCURRENT']);
      await client.secret.addLabel(dueLabel(NOW + HOUR, FIRST), FIRST);
      whileWaiting = [() => client.put(THIRD, 'tok_3', ['AWSCURRENT'])];
      leaveUnknown(unknownId);
      const answer = await order({ tokenId: 'tok_2', evenWithoutSuccessor });
      expect(answer).toMatchObject({ outcome: 'incomplete', revoked: others, order_kept: false });
      expect(answer.failed.map(({ token_id }) => token_id)).toContain(unknownId);
      expect(answer.reason).toMatch(/^A token that was to end lives on[^]*Have Click2Mail revoke it\.$/);
      expect(client.api.live).toContain(unknownId);
    });
  });

  test('is tried twice, and no more, where its version cannot be read any more', async () => {
    let isLost = false;
    whileWaiting = [
      async () => {
        await client.put(SECOND, 'tok_2', ['AWSCURRENT']);
        isLost = true;
      },
    ];
    const secret = {
      ...client.secret,
      read: async (which: Parameters<typeof client.secret.read>[0]) => {
        if (isLost && which.versionId === FIRST) throw new SecretUnreadable('denied', { isAbsent: false });
        return client.secret.read(which);
      },
    };
    const answer = await revokeNow(ORDER, { ...revoking(), secret });
    expect(answer).toMatchObject({ outcome: 'incomplete', failed: [] });
    expect(answer.revoked).toStrictEqual([]);
    expect(answer.reason).toMatch(/cannot be read/);
    expect(waits).toEqual([1000, 1000]);
  });

  test('stays open where the successor is there and the API fails', async () => {
    whileWaiting = [() => client.put(SECOND, 'tok_2', ['AWSCURRENT'])];
    client.api.fails = (call) => (call.startsWith('revoke tok_1') ? outage() : undefined);
    const answer = await order();
    expect(answer).toMatchObject({ outcome: 'incomplete', failed: [{ token_id: 'tok_1' }], order_kept: true });
    expect(answer.revoked).toStrictEqual([]);
    expect(await openOrders()).toBe(1);
    expect(waits).toEqual([1000]);
  });

  test('is done where the rotation itself has revoked what it superseded', async () => {
    whileWaiting = [
      async () => {
        await client.put(SECOND, 'tok_2', ['AWSCURRENT']);
        client.api.live.delete('tok_1');
        for (const label of [storedLabel(FIRST), revokeNowLabel(NOW, FIRST)]) {
          await client.secret.removeLabel(label, FIRST);
        }
      },
    ];
    expect(await order()).toMatchObject({ outcome: 'revoked', revoked: ['tok_1'], order_kept: false });
  });

  test('is tried once more where a due time was written meanwhile', async () => {
    whileWaiting = [() => client.put(SECOND, 'tok_2', ['AWSCURRENT'])];
    client.api.fails = (call) => {
      if (!call.startsWith('revoke tok_1')) return undefined;
      client.api.fails = () => undefined;
      void client.call('UpdateSecretVersionStage', {
        VersionStage: dueLabel(NOW + HOUR, FIRST),
        MoveToVersionId: FIRST,
      });
      return undefined;
    };
    expect(await order()).toMatchObject({ outcome: 'revoked', revoked: ['tok_1'] });
    expect(waits).toEqual([1000, 1000, 5000]);
    expect(await labels(FIRST)).toEqual(['AWSPREVIOUS']);
  });
});

describe('an order for a superseded token', () => {
  beforeEach(() => client.put(SECOND, 'tok_2', ['AWSCURRENT']));

  test('ends it whatever grace it has, and asks for no rotation', async () => {
    await client.secret.addLabel(dueLabel(NOW + HOUR, FIRST), FIRST);
    const answer = await order({ tokenId: 'tok_1' });
    expect(answer).toMatchObject({ outcome: 'revoked', revoked: ['tok_1'], order_kept: false });
    expect(client.rotations()).toBe(1);
    expect(waits).toEqual([]);
  });

  test('does not revoke the current one even where it may go without a successor', async () => {
    await order({ tokenId: 'tok_1', evenWithoutSuccessor: true });
    expect(revoked()).toEqual(['tok_1']);
  });

  test('gives it the due time that the sweep would, so that all before it end with it', async () => {
    await client.put(THIRD, 'tok_3', ['by-hand']);
    await client.secret.addLabel(dueLabel(NOW + HOUR, THIRD), THIRD);
    expect((await order({ tokenId: 'tok_1' })).revoked.toSorted()).toEqual(['tok_1', 'tok_3']);
  });

  test('leaves what is to end later than its own due time says', async () => {
    await client.secret.addLabel(dueLabel(NOW + HOUR, FIRST), FIRST);
    await client.put(THIRD, 'tok_3', ['by-hand']);
    await client.secret.addLabel(dueLabel(NOW + 1.5 * HOUR, THIRD), THIRD);
    expect((await order({ tokenId: 'tok_1' })).revoked).toEqual(['tok_1']);
  });

  test('ends it where no label is free, and gives no reason', async () => {
    const { versions } = await client.secret.describe();
    for (let index = freeLabels(versions); index > 0; index -= 1) await client.secret.addLabel(`hand-${index}`, SECOND);
    const answer = await order({ tokenId: 'tok_1' });
    expect(answer).toMatchObject({ outcome: 'revoked', revoked: ['tok_1'], order_kept: false });
    expect(answer).not.toHaveProperty('reason');
  });

  test('is done though an order for the current one waits', async () => {
    await client.secret.addLabel(revokeNowLabel(NOW, SECOND), SECOND);
    expect(await order({ tokenId: 'tok_1' })).toMatchObject({ outcome: 'revoked', order_kept: false });
    expect(waits).toEqual([]);
  });

  test('leaves what is to end later', async () => {
    await client.put(THIRD, 'tok_3', ['by-hand']);
    await client.secret.addLabel(dueLabel(NOW + 3 * HOUR, THIRD), THIRD);
    expect((await order({ tokenId: 'tok_1' })).revoked).toEqual(['tok_1']);
    expect(dueVersions((await client.secret.describe()).versions, NOW + 4 * HOUR)).toEqual([THIRD]);
  });

  test('says that a version which was to end too cannot be read', async () => {
    await client.put(THIRD, 'tok_3', ['by-hand']);
    await client.secret.addLabel(dueLabel(NOW - HOUR, THIRD), THIRD);
    const answer = await revokeNow({ ...ORDER, tokenId: 'tok_1' }, { ...revoking(), secret: unreadable(THIRD) });
    expect(answer).toMatchObject({ outcome: 'incomplete', revoked: ['tok_1'], order_kept: true });
    expect(answer.reason).toMatch(/cannot be read/);
  });
});

test('a token whose id nobody can tell any more is among no ids, but the answer says that it lives on', async () => {
  await client.put(SECOND, 'tok_2', ['AWSCURRENT']);
  await client.put(THIRD, 'tok_3', ['by-hand']);
  await client.secret.addLabel(dueLabel(NOW - HOUR, THIRD), THIRD);
  const { versions } = await client.secret.describe();
  for (let index = freeLabels(versions); index > 3; index -= 1) await client.secret.addLabel(`hand-${index}`, SECOND);
  const answer = await revokeNow({ ...ORDER, tokenId: 'tok_1' }, { ...revoking(), secret: unreadable(THIRD) });
  expect(answer).toMatchObject({ outcome: 'incomplete', revoked: ['tok_1'], failed: [], order_kept: false });
  expect(answer.reason).toMatch(/^A token that was to end lives on/);
});

test('what was written by hand is told of when all else is done, and not before', async () => {
  await client.call('PutSecretValue', { ClientRequestToken: SECOND, SecretString: 'by hand' });
  await client.secret.addLabel(dueLabel(NOW - HOUR, FIRST), FIRST);
  whileWaiting = [() => client.put(THIRD, 'tok_3', ['AWSCURRENT'])];
  client.api.fails = (call) => (call.startsWith('revoke tok_1') ? outage() : undefined);
  const answer = await order();
  expect(answer).toMatchObject({ outcome: 'incomplete', failed: [{ token_id: 'tok_1' }], order_kept: true });
  expect(answer).not.toHaveProperty('reason');
});

describe('an order that names no token', () => {
  test('says which of what came before cannot be revoked', async () => {
    client.api.live.add('tok_2');
    await client.call('PutSecretValue', {
      ClientRequestToken: SECOND,
      SecretString: valueOf('tok_2', { issued_at: new Date(NOW).toISOString() }),
      VersionStages: ['AWSCURRENT', storedLabel(SECOND)],
    });
    leaveUnknown('tok_1');
    const answer = await order();
    expect(answer).toMatchObject({ outcome: 'incomplete', revoked: [], failed: [{ token_id: 'tok_1' }] });
    expect(answer.failed[0]?.reason).toMatch(/Have Click2Mail revoke it/);
  });

  test('leaves one that was issued a moment ago, ends what came before, and says how to order it too', async () => {
    const young = { issued_at: new Date(NOW - 599_999).toISOString() };
    client.api.live.add('tok_2');
    await client.call('PutSecretValue', {
      ClientRequestToken: SECOND,
      SecretString: valueOf('tok_2', young),
      VersionStages: ['AWSCURRENT', storedLabel(SECOND)],
    });
    await client.secret.addLabel(dueLabel(NOW + HOUR, FIRST), FIRST);
    const answer = await order();
    expect(answer).toMatchObject({
      outcome: 'incomplete',
      revoked: ['tok_1'],
      failed: [],
      order_kept: false,
      current_token_id: 'tok_2',
    });
    expect(answer.reason).toContain('"token_id":"tok_2"');
    expect([...client.api.live]).toEqual(['tok_2']);
    expect(client.rotations()).toBe(1);
  });

  test('says that the sweep goes on where something before a young one was not ended', async () => {
    await client.call('PutSecretValue', {
      ClientRequestToken: SECOND,
      SecretString: valueOf('tok_2', { issued_at: new Date(NOW).toISOString() }),
      VersionStages: ['AWSCURRENT', storedLabel(SECOND)],
    });
    client.api.fails = (call) => (call.startsWith('revoke tok_1') ? outage() : undefined);
    expect(await order()).toMatchObject({ order_kept: true, failed: [{ token_id: 'tok_1' }] });
    expect(dueVersions((await client.secret.describe()).versions, NOW)).toEqual([FIRST]);
  });

  test('says that the sweep goes on where a label of what came before was not taken off', async () => {
    await client.call('PutSecretValue', {
      ClientRequestToken: SECOND,
      SecretString: valueOf('tok_2', { issued_at: new Date(NOW).toISOString() }),
      VersionStages: ['AWSCURRENT', storedLabel(SECOND)],
    });
    await client.secret.addLabel(dueLabel(NOW - 400, FIRST), FIRST);
    await client.secret.addLabel(revokeNowLabel(NOW, FIRST), FIRST);
    const secret: RevokingNow['secret'] = {
      ...client.secret,
      removeLabel: async (label, versionId) => {
        if (label.includes(':revoke-now:')) throw outage();
        return client.secret.removeLabel(label, versionId);
      },
    };
    const answer = await revokeNow(ORDER, { ...revoking(), secret });
    expect(answer).toMatchObject({ order_kept: true, revoked: ['tok_1'], failed: [{ token_id: 'tok_1' }] });
    expect(await labels(FIRST)).toEqual(['AWSPREVIOUS', revokeNowLabel(NOW, FIRST)]);
  });

  test('says that the sweep goes on where what came before holds the young token too', async () => {
    await client.call('PutSecretValue', {
      ClientRequestToken: SECOND,
      SecretString: valueOf('tok_1', { issued_at: new Date(NOW).toISOString() }),
      VersionStages: ['AWSCURRENT', storedLabel(SECOND)],
    });
    expect(await order()).toMatchObject({ order_kept: true, revoked: [], failed: [] });
  });

  test('does not hasten what never was current', async () => {
    await client.call('PutSecretValue', {
      ClientRequestToken: SECOND,
      SecretString: valueOf('tok_2', { issued_at: new Date(NOW).toISOString() }),
      VersionStages: ['AWSCURRENT', storedLabel(SECOND)],
    });
    await client.put(THIRD, 'tok_3', [givenUpLabel(NOW + HOUR, THIRD)]);
    const answer = await order();
    expect(answer).toMatchObject({ revoked: ['tok_1'], order_kept: false });
    expect(answer.given_up_tokens_until).toBe('2026-03-01T13:00:01.000Z');
  });

  test('leaves a young token that somebody pasted', async () => {
    await client.call('PutSecretValue', {
      ClientRequestToken: SECOND,
      SecretString: valueOf('tok_2', { issued_at: new Date(NOW).toISOString() }),
      VersionStages: ['AWSCURRENT', storedLabel(SECOND)],
    });
    await client.call('PutSecretValue', { ClientRequestToken: THIRD, SecretString: 'lt_tok_2' });
    const before = (await client.secret.describe()).versions[SECOND];
    expect(await order()).toMatchObject({ current_token_id: 'tok_2', order_kept: false });
    expect((await client.secret.describe()).versions[SECOND]).toEqual(before);
  });

  test('replaces what somebody wrote by hand, and says that no token of it was revoked', async () => {
    await client.call('PutSecretValue', { ClientRequestToken: SECOND, SecretString: 'by hand' });
    whileWaiting = [() => client.put(THIRD, 'tok_3', ['AWSCURRENT'])];
    const answer = await order();
    expect(answer).toMatchObject({ outcome: 'incomplete', order_kept: false, failed: [] });
    expect(answer.reason).toMatch(/written what was current by hand/);
  });

  test('is kept where what somebody wrote by hand became current again meanwhile', async () => {
    await client.call('PutSecretValue', { ClientRequestToken: SECOND, SecretString: 'by hand' });
    let looks = 0;
    whileWaiting = [() => client.put(THIRD, 'tok_3', ['AWSCURRENT']).finally(() => void (looks = 1))];
    const secret: RevokingNow['secret'] = {
      ...client.secret,
      describe: async () => {
        const isAfterSuccessor = looks > 0 && looks++ === 2;
        if (isAfterSuccessor) await client.secret.moveCurrent(THIRD, SECOND);
        return client.secret.describe();
      },
    };
    expect(await revokeNow(ORDER, { ...revoking(), secret })).toMatchObject({
      outcome: 'incomplete',
      order_kept: true,
    });
  });

  test('is refused where there is no value at all', async () => {
    await client.call('UpdateSecretVersionStage', { VersionStage: 'x', MoveToVersionId: FIRST });
    const versionless = {
      ...client.secret,
      describe: async () => ({ ...(await client.secret.describe()), versions: {} }),
    };
    await expect(revokeNow(ORDER, { ...revoking(), secret: versionless })).rejects.toMatchObject({
      code: 'NOT_BOOTSTRAPPED',
      client: 'acme',
    });
  });
});

describe('an order for a token that was given up', () => {
  beforeEach(async () => {
    await client.put(THIRD, 'tok_3', [givenUpLabel(NOW + HOUR, THIRD)]);
  });

  test('waits for its time, and says so', async () => {
    const answer = await order({ tokenId: 'tok_3' });
    expect(answer).toMatchObject({ outcome: 'incomplete', revoked: [], order_kept: false });
    expect(answer.reason).toMatch(/given up before it was ever current/);
    expect(client.api.calls).toEqual([]);
  });

  test('revokes it all the same where it is to go even without a successor', async () => {
    expect(await order({ tokenId: 'tok_3', evenWithoutSuccessor: true })).toMatchObject({
      outcome: 'revoked',
      revoked: ['tok_3'],
      order_kept: false,
    });
  });
});

describe('an order for a token that no version holds', () => {
  test('revokes it by its id', async () => {
    client.api.live.add('tok_9');
    expect(await order({ tokenId: 'tok_9' })).toEqual({
      client: 'acme',
      outcome: 'revoked',
      revoked: ['tok_9'],
      failed: [],
      order_kept: false,
      short_term_tokens_until: UNTIL,
    });
    expect(client.api.calls).toEqual([
      'issue tokens:revoke',
      'revoke tok_9 with lt_tok_new_1',
      'revoke tok_new_1 with lt_tok_new_1',
    ]);
  });

  test('does not call revoked what the API does not know', async () => {
    const answer = await order({ tokenId: 'tok_9' });
    expect(answer).toMatchObject({ outcome: 'unknown', revoked: [], failed: [], order_kept: false });
    expect(answer.reason).toMatch(/knows no live token of this id/);
  });

  test('is not kept where the API fails', async () => {
    client.api.fails = () => outage();
    const answer = await order({ tokenId: 'tok_9' });
    expect(answer).toMatchObject({
      outcome: 'incomplete',
      revoked: [],
      failed: [{ token_id: 'tok_9', reason: 'down' }],
      order_kept: false,
    });
    expect(answer.revoked).toStrictEqual([]);
    expect(client.log.lines.at(-1)?.[1]).toMatchObject({ tokenId: 'tok_9', error: { code: 'TOKEN_API_UNAVAILABLE' } });
    expect(answer.reason).toMatch(/not kept: order it again/);
  });
});
