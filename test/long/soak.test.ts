import { expect, test } from '@jest/globals';
import { assemblyWith } from '../support/assembly.ts';
import { endTokensBehindBack, isEndedInTime } from '../soak/dead-tokens.ts';
import { type Progress, soak } from '../soak/soak-run.ts';
import { DEAD_TOKEN_SETTINGS, SOAK_SETTINGS } from '../soak/soak-settings.ts';

const PLAN = { assembly: assemblyWith(SOAK_SETTINGS), seed: 1 };

test('rotations refuse no consumer, leave no token over, and are told truly by the sweep’s metrics', async () => {
  const soaked = await soak({ ...PLAN, rotations: 12, consumers: 5, kills: 0 });
  expect(soaked).toMatchObject({ refused: 0, leftOver: [], disagreements: [], unaccounted: 0, denied: 0 });
  expect(soaked.rotations).toBeGreaterThanOrEqual(12);
  expect(soaked.requests).toBeGreaterThan(100);
  expect(soaked.revoked.sweep).toBe(soaked.revoked.api);
  expect(soaked.revoked.api).toBe(soaked.rotations);
});

test('the same when function processes are killed at work', async () => {
  const allProgress: Progress[] = [];
  const onProgress = (progress: Progress) => void allProgress.push(progress);
  const soaked = await soak({ ...PLAN, rotations: 6, consumers: 3, kills: 8, onProgress });
  expect(soaked).toMatchObject({ refused: 0, leftOver: [], disagreements: [], denied: 0, kills: 8 });
  expect(soaked.rotations).toBeGreaterThanOrEqual(6);
  const isSpread = ({ kills, rotations }: Progress) => kills <= Math.ceil((8 / 6) * (rotations + 1));
  expect(allProgress.every(isSpread)).toBe(true);
});

test('a token that was revoked behind the stack’s back is replaced in time, at whatever hour and whatever is pending', async () => {
  const assembly = assemblyWith(DEAD_TOKEN_SETTINGS);
  const ended = await endTokensBehindBack({ assembly, tokens: 6, seed: 2 });
  expect(ended.filter((one) => !isEndedInTime(one))).toEqual([]);
});
