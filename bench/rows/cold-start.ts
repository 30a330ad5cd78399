import { type Bundle, type FunctionName, FUNCTIONS } from '../bundles.ts';
import { type ColdStart, lambdaEnvironment, startFresh } from '../fresh-process.ts';
import { firstEvent, functionEnvironment } from '../function-invocations.ts';
import { interleaved } from '../interleaved.ts';
import { atMost, type Measure, type Row, type RowOptions, type RowResult } from '../result.ts';
import { type StubServices, startStubServices } from '../stub-services.ts';
import { summarised } from '../summary.ts';

/** Row 1: a fresh process until the handler is ready, and until it has answered once. */
export const coldStartRow: Row = { number: 1, title: 'Cold start', run };

async function run({ isQuick, bundles, tell }: RowOptions): Promise<RowResult> {
  const services = await startStubServices();
  try {
    const empty = bundles.peer('empty');
    const measures: Measure[] = [];
    for (const name of isQuick ? FUNCTIONS.slice(-1) : FUNCTIONS) {
      tell(`cold start of ${name}`);
      const ours = bundles.deployedFor(`${services.origin}/v2`, name);
      const peer = bundles.peer(name);
      const starts = await interleaved(
        {
          floor: () => start(empty, name, services),
          ours: () => start(ours, name, services),
          peer: () => start(peer, name, services),
        },
        isQuick ? 1 : 15,
      );
      measures.push(...measuresOf(name, starts));
    }
    return {
      measures,
      notes: [
        'From the start of the process; the floor is an empty handler without anything, the peer does the same job with ' +
          'axios, the whole AWS SDK clients and middy’s middlewares.',
        'Processor time is that of the process until the handler is ready: it says the same on a busy machine.',
      ],
    };
  } finally {
    await services.close();
  }
}

function start({ file }: Bundle, name: FunctionName, services: StubServices): Promise<ColdStart> {
  return startFresh({
    file,
    event: firstEvent(name, services),
    environment: { ...lambdaEnvironment(file, services.origin), ...functionEnvironment(name, services) },
  });
}

function measuresOf(name: FunctionName, starts: Record<'floor' | 'ours' | 'peer', ColdStart[]>): Measure[] {
  const measured = (what: string, of: (start: ColdStart) => number): Measure => ({
    what: `${name}: ${what}`,
    unit: 'ms',
    ours: summarised(starts.ours.map(of)),
    floor: summarised(starts.floor.map(of)),
    peer: summarised(starts.peer.map(of)),
  });
  const ready = measured('ready', ({ readyMs }) => readyMs);
  const processor = measured('ready, processor time', ({ cpuMs }) => cpuMs);
  const answered = measured('first answer', ({ answeredMs }) => answeredMs);
  return [{ ...ready, ...goalOf(name, ready) }, processor, answered];
}

function goalOf(name: FunctionName, { ours, floor, peer }: Measure): Pick<Measure, 'goal'> {
  if (floor === undefined || peer === undefined) return {};
  const half = atMost(0.5, 'peer', ours, peer);
  if (name !== 'vend-short-term-token') return { goal: half };
  const double = atMost(2, 'floor', ours, floor);
  return { goal: { text: `${half.text}, ${double.text}`, isMet: half.isMet && double.isMet } };
}
