import { COMPARED, type ComparedFunction } from '../bundles.ts';
import { type ColdStart, coldStart } from '../fresh-process.ts';
import { interleaved } from '../interleaved.ts';
import {
  atMost,
  barsOf,
  type Measure,
  measureOf,
  type Row,
  type RowOptions,
  type RowResult,
  type Sides,
} from '../result.ts';
import { startStubServices } from '../stub-services.ts';

/** A fresh process until the handler is ready, and until it has answered once. */
export const coldStartRow: Row = { name: 'cold-start', title: 'Cold start', run };

async function run({ isQuick, bundles, tell }: RowOptions): Promise<RowResult> {
  const services = await startStubServices();
  try {
    const measures: Measure[] = [];
    for (const name of COMPARED) {
      tell(`cold start of ${name}`);
      const candidates = {
        floor: bundles.peer('empty'),
        ours: bundles.deployedFor(`${services.origin}/v2`, name),
        peer: bundles.peer(name),
      };
      const starts = await interleaved(candidates, isQuick ? 1 : 15, (bundle) => coldStart(name, bundle, services));
      measures.push(...measuresOf(name, starts));
    }
    const bars = measures
      .filter(({ what }) => what.endsWith(': ready'))
      .flatMap((measure) => barsOf(measure.what.replace(': ready', ''), measure));
    return { measures, charts: [{ title: 'A fresh process until the handler is ready', unit: 'ms', bars }] };
  } finally {
    await services.close();
  }
}

function measuresOf(name: ComparedFunction, starts: Sides<ColdStart>): Measure[] {
  const ready = measureOf(starts, `${name}: ready`, 'ms', ({ readyMs }) => readyMs);
  return [
    { ...ready, goal: atMost(0.5, 'peer', ready) },
    measureOf(starts, `${name}: ready, processor time`, 'ms', ({ cpuMs }) => cpuMs),
    measureOf(starts, `${name}: first answer`, 'ms', ({ answeredMs }) => answeredMs),
  ];
}
