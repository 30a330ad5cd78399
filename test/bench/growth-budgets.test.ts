import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Bundles } from '../../bench/bundles.ts';
import { growthOfSweep } from '../../bench/growth/sweep-growth.ts';
import { growthOfVendor } from '../../bench/growth/vendor-growth.ts';
import type { Measure, RowOptions } from '../../bench/result.ts';

let options: RowOptions;
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'click2mail-growth-'));
  const assembly = () => {
    throw new Error('Nothing is synthesised here.');
  };
  options = { isQuick: true, folder, bundles: new Bundles(folder), assembly, tell: () => undefined };
});
afterAll(() => rmSync(options.folder, { recursive: true, force: true }));

const missed = (measures: readonly Measure[]) =>
  measures.filter(({ goal }) => goal?.isMet === false).map(({ what, ours }) => `${what}: ${ours.median}`);

describe('whatever the number', () => {
  test('a sweep with nothing due describes each secret once, reads it once at most, and does not call the API', async () => {
    const { measures } = await growthOfSweep(options);
    expect(measures.filter(({ goal }) => goal !== undefined)).toHaveLength(3);
    expect(missed(measures)).toEqual([]);
  });

  test('10,000 vends over two token lives take three exchanges and three reads of the secret at most', async () => {
    const { measures } = await growthOfVendor(options);
    expect(measures.filter(({ goal }) => goal !== undefined)).toHaveLength(2);
    expect(missed(measures)).toEqual([]);
  });
});
