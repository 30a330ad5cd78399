import { type FunctionName, rotatorOf, SWEEP, VENDOR } from '../../infra/function-names.ts';
import type { Bundle } from '../bundle.ts';
import { bareStart } from '../bare-start.ts';
import { interleaved } from '../interleaved.ts';
import { lambdaStart } from '../lambda-start.ts';
import {
  atMost,
  barsOf,
  type Goal,
  type Measure,
  measureOf,
  noMoreThan,
  type Row,
  type RowOptions,
  type RowResult,
  type Sides,
} from '../result.ts';
import type { ColdStart } from '../start-environment.ts';
import { startStubServices } from '../stub-services.ts';
import { quantile } from '../summary.ts';

const ROTATION = rotatorOf('assertion');
const BARE = 'bare process';

/** Until a function that was never there before is ready, and until it has answered once. */
export const coldStartRow: Row = { name: 'cold-start', title: 'Cold start', run };

interface Candidate {
  readonly name: FunctionName;
  readonly bundle: Bundle;
}

async function run({ isQuick, bundles, tell }: RowOptions): Promise<RowResult> {
  const services = await startStubServices();
  const rounds = isQuick ? 1 : 21;
  const deployed = (name: FunctionName) => ({ name, bundle: bundles.deployedFor(`${services.origin}/v2`, name) });
  const compared = (name: typeof VENDOR | typeof ROTATION) => ({
    floor: { name, bundle: bundles.peer('empty') },
    ours: deployed(name),
    peer: { name, bundle: bundles.peer(name) },
  });
  const inTurns = <Name extends string>(candidates: Readonly<Record<Name, Candidate>>, start = lambdaStart) =>
    interleaved(candidates, rounds, ({ name, bundle }) => start(name, bundle, services));
  try {
    tell(`cold start of ${VENDOR}`);
    const vendor = await inTurns(compared(VENDOR));
    tell(`cold start of ${ROTATION} and ${SWEEP}`);
    const { sweep, ...rotation } = await inTurns({ ...compared(ROTATION), sweep: deployed(SWEEP) });
    tell('the same in bare processes');
    const bothCalls = { name: VENDOR, bundle: await bundles.bothCalls() } as const;
    const { bothCalls: leastVendor, ...bareVendor } = await inTurns({ ...compared(VENDOR), bothCalls }, bareStart);
    const bareRotation = await inTurns(compared(ROTATION), bareStart);
    const measures = [
      ...measuresOf(VENDOR, vendor, { ready: (ready) => atMost(1.5, 'floor', ready) }),
      ...measuresOf(ROTATION, rotation),
      ...measuresOf(SWEEP, { floor: rotation.floor, ours: sweep }, { ready: (ready) => nearly(rotation.ours, ready) }),
      ...measuresOf(`${VENDOR}, ${BARE}`, bareVendor, {
        ready: (ready) => atMost(0.6, 'peer', ready),
        answered: (answered) => atMost(0.6, 'peer', answered),
      }),
      ...measuresOf(`the SDK’s and got’s calls of a vend alone, ${BARE}`, { ...bareVendor, ours: leastVendor }),
      ...measuresOf(`${ROTATION}, ${BARE}`, bareRotation, { ready: (ready) => atMost(0.65, 'peer', ready) }),
    ];
    return { measures, charts: [chartOf(measures, 'ready'), chartOf(measures, 'first answer')] };
  } finally {
    await services.close();
  }
}

interface Goals {
  readonly ready?: (measure: Measure) => Goal;
  readonly answered?: (measure: Measure) => Goal;
}

function measuresOf(name: string, starts: Sides<ColdStart>, goals: Goals = {}): Measure[] {
  const ready = measureOf(starts, `${name}: ready`, 'ms', ({ readyMs }) => readyMs);
  const answered = measureOf(starts, `${name}: first answer`, 'ms', ({ answeredMs }) => answeredMs);
  return [
    { ...ready, ...(goals.ready && { goal: goals.ready(ready) }) },
    measureOf(starts, `${name}: ready, processor time`, 'ms', ({ cpuMs }) => cpuMs),
    { ...answered, ...(goals.answered && { goal: goals.answered(answered) }) },
    measureOf(starts, `${name}: first answer, processor time`, 'ms', ({ answeredCpuMs }) => answeredCpuMs),
  ];
}

/** The sweep has hardly more to load than the rotation, and no peer. */
function nearly(rotation: readonly ColdStart[], { ours }: Measure): Goal {
  const most =
    1.1 *
    quantile(
      rotation.map(({ readyMs }) => readyMs),
      0.5,
    );
  return { ...noMoreThan(most, ours), text: `≤ 1.1 × ${ROTATION}` };
}

function chartOf(measures: readonly Measure[], what: 'ready' | 'first answer'): RowResult['charts'][number] {
  const ending = `: ${what}`;
  const shown = measures.filter((measure) => measure.what.endsWith(ending) && !measure.what.includes(BARE));
  const bars = shown.flatMap((measure) => barsOf(measure.what.replace(ending, ''), measure));
  return { title: `As Lambda starts it: ${what}`, unit: 'ms', bars };
}
