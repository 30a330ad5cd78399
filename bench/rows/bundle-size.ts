import { FUNCTIONS } from '../bundles.ts';
import type { Measure, Row, RowOptions, RowResult } from '../result.ts';
import { counted } from '../summary.ts';

const KB = 1000;

/** Row 2: what is deployed, and whose it is. */
export const bundleSizeRow: Row = { number: 2, title: 'Bundle size', run };

function run({ isQuick, bundles, tell }: RowOptions): Promise<RowResult> {
  const measures: Measure[] = [];
  const notes: string[] = [];
  for (const name of isQuick ? FUNCTIONS.slice(-1) : FUNCTIONS) {
    tell(`size of ${name}`);
    const [ours, peer] = [bundles.deployed(name), bundles.peer(name)];
    const measured = (what: string, of: 'bytes' | 'gzippedBytes' | 'eagerBytes'): Measure => ({
      what: `${name}: ${what}`,
      unit: 'KB',
      ours: counted(ours[of] / KB),
      peer: counted(peer[of] / KB),
    });
    measures.push(
      measured('minified', 'bytes'),
      measured('of it, read at a start', 'eagerBytes'),
      measured('gzipped', 'gzippedBytes'),
    );
    const shares = ours.packages.map(([of, bytes]) => `${of} ${(bytes / KB).toFixed(0)}`);
    notes.push(`${name} by package, KB: ${shares.slice(0, 10).join(', ')}`);
  }
  return Promise.resolve({ measures, notes });
}
