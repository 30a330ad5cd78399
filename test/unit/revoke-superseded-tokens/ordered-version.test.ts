import { beforeEach, describe, expect, test } from '@jest/globals';
import { dueLabel, givenUpLabel, revokeNowLabel, storedLabel } from '../../../functions/core/version-labels.ts';
import { orderedVersion, tokenOf } from '../../../functions/revoke-superseded-tokens/ordered-version.ts';
import { clientInProcess, NOW, valueOf, version } from '../client-in-process.ts';

const HOUR = 3_600_000;
const [CURRENT, OTHER, ANOTHER] = [version('current'), version('other'), version('another')] as const;

let client: Awaited<ReturnType<typeof clientInProcess>>;
beforeEach(async () => {
  client = await clientInProcess();
  await client.put(CURRENT, 'tok_1', ['AWSCURRENT']);
});

const put = (versionId: string, value: string, labels: readonly string[]) =>
  client.call('PutSecretValue', { ClientRequestToken: versionId, SecretString: value, VersionStages: [...labels] });

async function found(tokenId?: string) {
  const { versions } = await client.secret.describe();
  const order = { client: 'acme', evenWithoutSuccessor: false, ...(tokenId !== undefined && { tokenId }) };
  return orderedVersion(order, versions, client.revoking);
}

describe('an order without a name means the current token', () => {
  test.each([
    [10 * 60_000, 'to end'],
    [10 * 60_000 - 1, 'fresh'],
  ])('which was issued %i ms ago and is %s', async (age, state) => {
    await put(OTHER, valueOf('tok_2', { issued_at: new Date(NOW - age).toISOString() }), ['AWSCURRENT']);
    expect(await found()).toEqual({ versionId: OTHER, tokenId: 'tok_2', state });
  });

  test('or that of the version that a value by hand was copied from', async () => {
    await client.put(OTHER, 'tok_2', ['by-hand', dueLabel(NOW, OTHER)]);
    await client.put(ANOTHER, 'tok_3', ['by-hand-too', dueLabel(NOW, ANOTHER)]);
    await put(version('pasted'), 'lt_tok_3', ['AWSCURRENT']);
    expect(await found()).toEqual({ versionId: ANOTHER, tokenId: 'tok_3', state: 'to end' });
  });

  test('or none, where somebody wrote something else, and text beside it holds nothing', async () => {
    await put(OTHER, 'text', ['x', storedLabel(OTHER)]);
    await put(ANOTHER, 'by hand', ['AWSCURRENT']);
    const ordered = await found();
    expect(ordered).toEqual({ versionId: ANOTHER, tokenId: undefined, state: 'to end' });
    expect(ordered && tokenOf(ordered)).toEqual([]);
  });
});

describe('a named token', () => {
  test('is the current one, whatever copies there are', async () => {
    await client.put(OTHER, 'tok_1', ['by-hand', dueLabel(NOW, OTHER)]);
    const ordered = await found('tok_1');
    expect(ordered).toEqual({ versionId: CURRENT, tokenId: 'tok_1', state: 'to end' });
    expect(ordered && tokenOf(ordered)).toEqual([{ versionId: CURRENT, tokenId: 'tok_1' }]);
  });

  test('is found though what is current is none of ours', async () => {
    await client.put(OTHER, 'tok_2', ['by-hand', dueLabel(NOW, OTHER)]);
    await put(ANOTHER, 'by hand', ['AWSCURRENT']);
    expect(await found('tok_2')).toEqual({ versionId: OTHER, tokenId: 'tok_2', state: 'to end' });
    expect(await found('tok_9')).toBeUndefined();
  });

  test('is to end where any version of it was current, and given up otherwise', async () => {
    await client.put(OTHER, 'tok_2', [givenUpLabel(NOW + HOUR, OTHER)]);
    expect(await found('tok_2')).toEqual({ versionId: OTHER, tokenId: 'tok_2', state: 'given up' });
    await client.put(version('zz'), 'tok_2', [dueLabel(NOW, version('zz'))]);
    expect(await found('tok_2')).toEqual({ versionId: version('zz'), tokenId: 'tok_2', state: 'to end' });
  });

  test('is given up where no label says more than that its version was stored', async () => {
    await client.put(OTHER, 'tok_2', ['by-hand']);
    expect(await found('tok_2')).toEqual({ versionId: OTHER, tokenId: 'tok_2', state: 'given up' });
  });

  test('is looked for once in each version of the ledger, by its id', async () => {
    await client.put(OTHER, 'tok_2', ['by-hand', dueLabel(NOW, OTHER)]);
    const read: unknown[] = [];
    const secret: typeof client.secret = {
      ...client.secret,
      read: (which) => {
        read.push(which);
        return client.secret.read(which);
      },
    };
    const { versions } = await client.secret.describe();
    const order = { client: 'acme', evenWithoutSuccessor: false, tokenId: 'tok_9' };
    expect(await orderedVersion(order, versions, { ...client.revoking, secret })).toBeUndefined();
    expect(read).toEqual([{ versionId: CURRENT }, { versionId: OTHER }]);
  });

  test('is not looked for in versions that the ledger does not know', async () => {
    await put(OTHER, valueOf('tok_2'), ['something']);
    expect(await found('tok_2')).toBeUndefined();
  });

  test('is not looked for in what is current and in the ledger, but holds another', async () => {
    await client.put(OTHER, 'tok_2', ['by-hand', dueLabel(NOW, OTHER)]);
    expect((await found('tok_2'))?.versionId).toBe(OTHER);
    expect(await found('tok_9')).toBeUndefined();
  });

  test('is about to become current while it is pending, and the order is refused', async () => {
    await client.put(OTHER, 'tok_2', ['AWSPENDING']);
    await expect(found('tok_2')).rejects.toMatchObject({ code: 'INVALID_ORDER', client: 'acme', versionId: OTHER });
    expect(await found('tok_9')).toBeUndefined();
  });

  test('is nobody’s where the pending version has no value yet', async () => {
    await client.call('RotateSecret', { ClientRequestToken: OTHER });
    expect(await found('tok_9')).toBeUndefined();
  });

  test('is found in a pending version that can never become current', async () => {
    await client.put(OTHER, 'tok_2', ['AWSPENDING', revokeNowLabel(NOW, OTHER)]);
    expect(await found('tok_2')).toEqual({ versionId: OTHER, tokenId: 'tok_2', state: 'given up' });
  });
});
