import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RotationStep } from '../../../functions/rotation/event.ts';
import { assemblyOf } from '../../support/assembly.ts';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;
let client: TestClient;

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme'));
  client = running.client('acme');
  await client.rotate();
});

afterAll(() => running.stop());

const STEPS: RotationStep[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** Steps that run one after another, or (a pair) at the same time. */
const aMove = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...STEPS).map((step) => [step]) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...STEPS), fc.constantFrom(...STEPS)) },
);

test('the steps of one version, in any order and any number of times, leave one stored token and no second live one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aMove, { maxLength: 8 }), async (moves) => {
      const before = new Set(client.tokens.map(({ id }) => id));
      const current = client.versionWith('AWSCURRENT') ?? '';
      const versionId = await client.stage();
      for (const move of moves) {
        await Promise.all(move.map((step) => client.step(step, versionId)));
        const live = client.liveTokens.filter(({ id }) => !before.has(id));
        expect(live.length).toBeLessThanOrEqual(1);
        expect(client.liveTokens.some(({ id }) => id === client.tokenIdOf(current))).toBe(true);
      }
      for (const step of STEPS) expect((await client.step(step, versionId)).errorType).toBeUndefined();
      expect(client.versionWith('AWSCURRENT')).toBe(versionId);
      const issued = client.tokens.filter(({ id }) => !before.has(id));
      expect(issued.filter(({ state }) => state === 'live').map(({ id }) => id)).toEqual([client.tokenIdOf(versionId)]);
      expect(client.ledger('begun').filter((label) => label.endsWith(versionId))).toHaveLength(1);
      await client.tidyUp();
    }),
    { numRuns: 25 },
  );
});
