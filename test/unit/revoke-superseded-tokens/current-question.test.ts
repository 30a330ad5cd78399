import { beforeEach, describe, expect, test } from '@jest/globals';
import { Ledger } from '../../../functions/core/ledger.ts';
import { deadLabel, freeLabels, revokeNowLabel, storedLabel } from '../../../functions/core/version-labels.ts';
import { askIssuer } from '../../../functions/revoke-superseded-tokens/current-question.ts';
import { readCurrent } from '../../../functions/revoke-superseded-tokens/current-value.ts';
import type { Sweeping } from '../../../functions/revoke-superseded-tokens/sweeping.ts';
import { clientInProcess, NOW, outage, version } from '../client-in-process.ts';

const HOUR = 3_600_000;
const [CURRENT, NEXT] = [version('current'), version('next')] as const;
const QUESTION = 'exchange lt_tok_1 for jobs:submit';

let client: Awaited<ReturnType<typeof clientInProcess>>;
let waits: number[];
/** What happens while the first refusal is slept over. */
let whileWaiting: () => unknown;
beforeEach(async () => {
  client = await clientInProcess();
  waits = [];
  whileWaiting = () => undefined;
  await client.put(CURRENT, 'tok_1', ['AWSCURRENT']);
});

async function ask({ rotationEnabled = true, isAsking = true } = {}): Promise<void> {
  const described = { ...(await client.secret.describe()), rotationEnabled };
  const ledger = new Ledger(client.secret, () => NOW, described.versions);
  const swept: Sweeping = {
    ...client.revoking,
    graceSeconds: 0,
    rotateEverySeconds: 0,
    marginSeconds: 0,
    releaseAfterSeconds: 0,
    isAsking,
    wait: async (ms) => {
      waits.push(ms);
      await whileWaiting();
    },
    count: () => undefined,
  };
  await askIssuer(described, ledger, await readCurrent(ledger, swept), swept);
}

const labels = async (versionId = CURRENT) => (await client.secret.describe()).versions[versionId] ?? [];
const isDead = async () => (await labels()).some((label) => label.includes(':dead:'));
const told = () => client.log.lines.map(([, details]) => details);

test('a token that the API accepts stays as it is', async () => {
  await ask();
  expect([client.api.calls, waits, told(), await isDead()]).toEqual([[QUESTION], [], [{ tokenId: 'tok_1' }], false]);
});

describe('a token that the API refuses', () => {
  beforeEach(() => void client.api.live.delete('tok_1'));

  test('is dead when it is refused once more some seconds later', async () => {
    await ask();
    expect([client.api.calls, waits]).toEqual([[QUESTION, QUESTION], [5000]]);
    expect(await labels()).toContain(deadLabel(NOW, CURRENT));
    expect(told()).toEqual([{ versionId: CURRENT, tokenId: 'tok_1' }]);
  });

  test('lives when it is accepted some seconds later', async () => {
    whileWaiting = () => client.api.live.add('tok_1');
    await ask();
    expect([client.api.calls, await isDead()]).toEqual([[QUESTION, QUESTION], false]);
  });

  test('is not called dead where another one became current meanwhile', async () => {
    whileWaiting = () => client.put(NEXT, 'tok_2', ['AWSCURRENT']);
    await ask();
    expect([await isDead(), told()]).toEqual([false, []]);
  });

  test('is called dead once, though two sweeps ask', async () => {
    const before = deadLabel(NOW - HOUR, CURRENT);
    whileWaiting = () => client.secret.addLabel(before, CURRENT);
    await ask();
    expect((await labels()).toSorted()).toEqual(['AWSCURRENT', before, storedLabel(CURRENT)].toSorted());
    expect(told()).toEqual([]);
  });

  test('is told of where no label is free to say so', async () => {
    for (let left = freeLabels((await client.secret.describe()).versions); left > 0; left -= 1) {
      await client.secret.addLabel(`hand-${left}`, CURRENT);
    }
    await expect(ask()).resolves.toBeUndefined();
    expect(told()).toHaveLength(1);
  });
});

describe('a token that is known to be dead', () => {
  beforeEach(() => client.secret.addLabel(deadLabel(NOW - HOUR, CURRENT), CURRENT));

  test('is asked about by every sweep, once', async () => {
    client.api.live.delete('tok_1');
    await ask({ isAsking: false });
    expect([client.api.calls, waits, await isDead(), told()]).toEqual([[QUESTION], [], true, []]);
  });

  test('is not dead any more once it is accepted', async () => {
    await ask({ isAsking: false });
    expect(await isDead()).toBe(false);
  });

  test('is forgotten once it is not current any more', async () => {
    await client.put(NEXT, 'tok_2', ['AWSCURRENT']);
    await ask({ isAsking: false });
    expect([client.api.calls, await isDead()]).toEqual([[], false]);
  });
});

test.each([
  ['before it is time', { isAsking: false }, () => Promise.resolve()],
  ['while rotation is off', { rotationEnabled: false }, () => Promise.resolve()],
  ['while an order for the token is open', {}, () => client.secret.addLabel(revokeNowLabel(NOW, CURRENT), CURRENT)],
  [
    'about what is no token of ours',
    {},
    () => client.call('PutSecretValue', { ClientRequestToken: NEXT, SecretString: 'by hand' }),
  ],
])('nothing is asked %s', async (_when, changes, prepare: () => Promise<unknown>) => {
  await prepare();
  await ask(changes);
  expect(client.api.calls).toEqual([]);
});

test('an API that is not reached says nothing about the token', async () => {
  const error = outage();
  client.api.fails = () => error;
  await ask();
  expect([await isDead(), told()]).toEqual([false, [{ tokenId: 'tok_1', error }]]);
});

test('a defect fails as such', async () => {
  client.api.fails = () => new TypeError('a defect');
  await expect(ask()).rejects.toThrow('a defect');
});
