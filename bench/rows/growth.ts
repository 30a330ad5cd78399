import { growthOfSweep } from '../growth/sweep-growth.ts';
import { growthOfSynth } from '../growth/synth-growth.ts';
import { growthOfVendor } from '../growth/vendor-growth.ts';
import type { Row, RowOptions, RowResult } from '../result.ts';

/** Row 6: how the cost grows with the number of secrets, profiles and clients. */
export const growthRow: Row = { number: 6, title: 'Growth', run };

async function run(options: RowOptions): Promise<RowResult> {
  const grown = [await growthOfSweep(options), await growthOfVendor(options), growthOfSynth(options)];
  return {
    measures: grown.flatMap(({ measures }) => measures),
    curves: grown.flatMap(({ curves = [] }) => curves),
    notes: [
      'A slope of 1 is in proportion to the number, 0 is the same whatever the number.',
      'In the sweep nothing is due. The core alone has secrets that answer at once, without HTTP.',
    ],
  };
}
