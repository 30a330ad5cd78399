import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultOrder } from '../../sandbox/faults.ts';
import type { ServiceName } from '../../sandbox/service-name.ts';
import { KeyRollover } from '../support/key-rollover.ts';

type Boundary = readonly [ServiceName, string, number, 'before' | 'after'];

const onBothSides = (calls: readonly (readonly [ServiceName, string, number])[]): Boundary[] =>
  calls.flatMap((call) => [[...call, 'before'] as const, [...call, 'after'] as const]);

const PROBE = onBothSides([
  ['kms', 'GetPublicKey', 1],
  ['kms', 'Sign', 1],
  ['click2mail', 'issueLongTermToken', 1],
  ['click2mail', 'revokeToken', 1],
]);

const ROTATION = onBothSides([
  ['secretsmanager', 'DescribeSecret', 1],
  ['secretsmanager', 'UpdateSecretVersionStage', 1],
  ['kms', 'GetPublicKey', 1],
  ['kms', 'Sign', 1],
  ['click2mail', 'issueLongTermToken', 1],
  ['secretsmanager', 'PutSecretValue', 1],
  ['secretsmanager', 'GetSecretValue', 1],
  ['click2mail', 'issueShortTermToken', 1],
  ['secretsmanager', 'DescribeSecret', 2],
  ['secretsmanager', 'UpdateSecretVersionStage', 2],
  ['secretsmanager', 'UpdateSecretVersionStage', 3],
]);

let rollover: KeyRollover;
beforeAll(async () => {
  rollover = await KeyRollover.start('prepared');
  await rollover.sendKey();
});
afterAll(() => rollover.stop());

beforeEach(async () => {
  await rollover.deploy('prepared');
  // The rotation before signed with the other key, so that this one's deployment has something to prove.
  await rollover.signWith('a');
});

const kill = ([service, operation, nth, side]: Boundary) => {
  const order: Omit<FaultOrder, 'functionName'> = { kind: 'kill', service, operation, nth };
  rollover.client.fault(side === 'after' ? { ...order, afterActing: true } : order);
};

const killed = () => rollover.running.sandbox.faults.list().map(({ struck }) => struck);

/** Types the command again until it ends with 0. */
const untilDone = async (word: string): Promise<string> => {
  for (let time = 1; time <= 6; time += 1) {
    const { code, out } = await rollover.keyOverTime(word, 'acme');
    if (code === 0) return out;
  }
  throw new Error(`key ${word} did not come to an end.`);
};

const ended = async () => {
  expect(killed()).toEqual([1]);
  rollover.running.sandbox.faults.clear();
  // Grace passes, and the sweep revokes what is left.
  await rollover.hours(3);
  expect(rollover.calls().refused).toBe(0);
};

describe('a check whose function is killed', () => {
  test.each(PROBE)('at %s %s (call %i), %s it acts: typed again, it is accepted', async (...boundary) => {
    kill(boundary);
    expect((await rollover.key('check', 'acme')).code).not.toBe(0);
    expect((await rollover.key('check', 'acme')).code).toBe(0);
    await ended();
  });
});

describe('an activation whose rotation is killed', () => {
  test.each(ROTATION)(
    'at %s %s (call %i), %s it acts: typed again, the new key has issued a token',
    async (...boundary) => {
      const before = rollover.client.versionWith('AWSCURRENT');
      await rollover.deploy('activated');
      kill(boundary);
      expect(await untilDone('activate')).toContain('The key in slot b is active');
      expect(rollover.client.versionWith('AWSCURRENT')).not.toBe(before);
      expect(await rollover.lastSigned('b')).toBeGreaterThan(await rollover.lastSigned('a'));
      await ended();
    },
  );
});

test('after all of it one token is current, and no call of an application was refused', () => {
  const { requests, refused } = rollover.calls();
  expect(requests).toBeGreaterThan(300);
  expect(refused).toBe(0);
  const current = rollover.client.tokenIdOf(rollover.client.versionWith('AWSCURRENT') ?? '');
  expect(rollover.client.liveTokens.map(({ id }) => id)).toContain(current);
  expect(rollover.running.sandbox.state().denied).toEqual([]);
});
