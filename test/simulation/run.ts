import { Checker } from './checker/checker.ts';
import type { Violation } from './checker/violation.ts';
import { VendWatch } from './checker/vend-watch.ts';
import { Consumer } from './consumer.ts';
import { type Act, longestWaitSeconds, Operator } from './operator.ts';
import { runRotationStep } from './function-runs.ts';
import type { FunctionsUnderTest } from './world/functions-under-test.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { SeededRandom } from './histories/seeded-random.ts';
import { VendingConsumer } from './vending/vending-consumer.ts';
import { VendingFunction } from './vending/vending-function.ts';
import { START, World, type WorldPlan } from './world/world.ts';

const DAY_S = 24 * 60 * 60;

const READS: ReadonlySet<string> = new Set(['DescribeSecret', 'GetSecretValue', 'Sign']);

/** A whole run: what the world is like, who does what when, and for how long. */
export interface History extends WorldPlan {
  readonly acts: readonly PlannedAct[];
  /** When consumers have tokens vended, besides after changes of AWSCURRENT; without it they never do. */
  readonly vends?: readonly PlannedVends[];
  /** After so many seconds everything works again, and what is owed must be paid. */
  readonly seconds: number;
}

export interface PlannedAct {
  /** Seconds from the beginning. */
  readonly at: number;
  /** Index of the client. */
  readonly client: number;
  readonly act: Act;
}

export interface PlannedVends {
  /** Seconds from the beginning. */
  readonly at: number;
  /** Index of the client. */
  readonly client: number;
}

export interface Result {
  readonly violations: readonly Violation[];
  /** Every outgoing call, in order. */
  readonly calls: World['faults']['calls'];
  readonly rotations: number;
  readonly sweeps: number;
  /** Calls that consumers made. */
  readonly consumed: number;
  /** Sweeps that were to be left out as idle and did something. */
  readonly mistakes: readonly string[];
}

interface RunOptions {
  /** Whether sweeps that would do nothing are left out. */
  readonly leavesOut?: boolean;
  /** What consumers see, the checker sees as well; it only takes longer. */
  readonly hasConsumers?: boolean;
}

/** Lets a history happen and finds what promises it broke. */
export async function run(
  history: History,
  functions: FunctionsUnderTest,
  { leavesOut = true, hasConsumers = true }: RunOptions = {},
): Promise<Result> {
  const world = new World(history, functions);
  const checker = new Checker(world);
  const operator = new Operator(world, checker);
  const sweeps = new SweepSchedule(world, checker, { leavesOut });
  const consumers = (hasConsumers ? history.clients : []).map((client) => new Consumer(world, checker, client));
  let isOnlyReading = false;
  const vendors = vendingConsumers(world, checker, history, () => (isOnlyReading = true));
  world.witnesses.push(checker, {
    called: ({ operation }, { name }) => {
      isOnlyReading = READS.has(operation) || name.startsWith('vend ');
    },
    toldUnaccounted: () => undefined,
  });
  const afterEach = (): void => {
    if (!isOnlyReading) {
      checker.look('functions');
      sweeps.wake();
      for (const consumer of consumers) consumer.wake();
      for (const vendor of vendors) vendor.wake();
    }
    isOnlyReading = false;
  };
  await world.deploy((client, event) => runRotationStep(world, client, event));
  checker.look('functions');
  sweeps.start();
  for (const { at, client: index, act } of history.acts) {
    const client = history.clients[index % history.clients.length];
    if (client !== undefined) world.time.at(START + at * 1000, () => operator.act(act, client));
  }
  for (let at = DAY_S; at < history.seconds; at += DAY_S) {
    world.time.at(START + at * 1000, () => operator.attend(2 * DAY_S));
  }
  await world.time.runUntil(START + history.seconds * 1000, afterEach);
  await settle(world, checker, operator, afterEach);
  const consumed = consumers.reduce((sum, { calls }) => sum + calls, 0);
  const rotations = world.secretsManager.rotations().filter(({ outcome }) => outcome === 'succeeded').length;
  return {
    violations: checker.violations,
    calls: world.faults.calls,
    rotations,
    sweeps: sweeps.runs,
    consumed,
    mistakes: sweeps.mistakes,
  };
}

function vendingConsumers(
  world: World,
  checker: Checker,
  { seed, vends, clients }: History,
  onVend: () => void,
): VendingConsumer[] {
  if (vends === undefined) return [];
  const random = new SeededRandom(seed + 1);
  const vending = new VendingFunction(world, random);
  const watch = new VendWatch(world, checker);
  const consumers = clients.map(
    (client) => new VendingConsumer(client, { world, checker, watch, vending, random, onVend }),
  );
  for (const { at, client } of vends) consumers[client % consumers.length]?.askFrom(START + at * 1000);
  return consumers;
}

/** Everything works again, who cancelled resumes, and who lost the grant issues by a one-time code: then all must heal. */
async function settle(world: World, checker: Checker, operator: Operator, afterEach: () => void): Promise<void> {
  const { time, plan } = world;
  world.faults.stop();
  if (world.unreadable.size > 0) {
    world.unreadable.clear();
    // From here on it heals, and not before.
    checker.look('hand');
  }
  // While a version is pending nobody can resume; the sweep releases it within hours.
  for (let hours = 0; hours < 8; hours += 1) {
    await operator.attend(0);
    await time.runUntil(time.now() + 3_600_000, afterEach);
  }
  const settledAt = time.now();
  const seconds = Math.max(...plan.clients.map(longestWaitSeconds));
  await time.runUntil(settledAt + seconds * 1000, afterEach);
  for (const client of plan.clients) {
    const chronicle = checker.chronicleOf(client);
    const seen = checker.observe(client);
    if (chronicle.lastPromotionAt < settledAt && checker.canProve(client, seen)) {
      checker.report(client, { promise: 6, what: 'no rotation came through, although everything works again' });
    }
    const open = seen.versions.flatMap(({ labels }) => labels.filter((label) => label.includes(':revoke-now:')));
    for (const label of open) checker.report(client, { promise: 'revoke-now', what: `${label} is never finished` });
  }
}
