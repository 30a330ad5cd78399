import { FUNCTION_NAMES, VENDOR } from '../../infra/function-names.ts';
import { hasPeer } from '../bundles.ts';
import { barsOf, type Measure, type Row, type RowOptions, type RowResult } from '../result.ts';
import { counted } from '../summary.ts';

const KB = 1000;

/** What is deployed, and whose it is. */
export const bundleSizeRow: Row = { name: 'bundle-size', title: 'Bundle size', run };

function run({ bundles }: RowOptions): Promise<RowResult> {
  const measures = FUNCTION_NAMES.flatMap((name) => {
    const ours = bundles.deployed(name);
    const peer = hasPeer(name) ? bundles.peer(name) : undefined;
    const measured = (what: string, of: 'bytes' | 'gzippedBytes'): Measure => ({
      what: `${name}: ${what}`,
      unit: 'KB',
      ours: counted(ours[of] / KB),
      ...(peer && { peer: counted(peer[of] / KB) }),
    });
    return [measured('minified', 'bytes'), measured('gzipped', 'gzippedBytes')];
  });
  const compared = measures.filter(({ what, peer }) => what.endsWith('minified') && peer !== undefined);
  const packages = bundles.deployed(VENDOR).packages.slice(0, 8);
  return Promise.resolve({
    measures,
    charts: [
      {
        title: 'What a cold start reads',
        unit: 'KB',
        bars: compared.flatMap((measure) => barsOf(measure.what.split(':')[0] ?? '', measure)),
      },
      {
        title: `What ${VENDOR} is made of`,
        unit: 'KB',
        bars: packages.map(([name, bytes]) => [name, bytes / KB] as const),
      },
    ],
  });
}
