import { growthOfSweep } from '../growth/sweep-growth.ts';
import { growthOfSynth } from '../growth/synth-growth.ts';
import { growthOfVendor } from '../growth/vendor-growth.ts';
import type { Row, RowOptions, RowResult } from '../result.ts';

/** How the cost grows with the number of secrets, profiles, vends and clients. */
export const growthRow: Row = { name: 'growth', title: 'Growth', run };

async function run(options: RowOptions): Promise<RowResult> {
  const grown = [await growthOfSweep(options), await growthOfVendor(options), growthOfSynth(options)];
  return {
    measures: grown.flatMap(({ measures }) => measures),
    charts: grown.flatMap(({ charts }) => charts),
  };
}
