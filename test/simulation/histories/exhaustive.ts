import type { Violation } from '../checker/violation.ts';
import type { ClientPlan } from '../client-plan.ts';
import { API_FAULTS, type Fault, FAULTS, type Service } from '../world/faults.ts';
import type { FunctionsUnderTest } from '../world/functions-under-test.ts';
import { type History, type Result, run } from '../run.ts';
import { START } from '../world/world.ts';

/** A fault, and the call it strikes: counted from the beginning of the rotation that is tried. */
export interface Strike {
  readonly call: number;
  readonly fault: Fault;
}

export interface Case {
  readonly client: ClientPlan;
  readonly strikes: readonly Strike[];
}

export interface Tried {
  readonly cases: number;
  readonly broken: readonly { readonly tried: Case; readonly violations: readonly Violation[] }[];
}

/** The secret's first rotation is over by then; the one that is tried has just been asked for. */
const BEGIN_S = 3600;
/** Until the token that was superseded is revoked, whatever went wrong before. */
const UNTIL_S = BEGIN_S + 4 * 3600;

/** The clients whose rotation and sweep are tried: every grant, with and without grace. */
export const TRIED_CLIENTS: readonly ClientPlan[] = (
  ['assertion', 'client-secret', 'short-term-token'] as const
).flatMap((grant) =>
  [1200, 0].map(
    (graceSeconds) => ({ name: 'acme', grant, interval: { count: 30, unit: 'days' }, graceSeconds }) as const,
  ),
);

/** Pairs are some hundred times as many: the grant with the most calls is tried, with grace and without. */
export const PAIRED_CLIENTS: readonly ClientPlan[] = TRIED_CLIENTS.filter(({ grant }) => grant === 'assertion');

/** One rotation and the sweeps after it, with faults at chosen calls. */
export function tryCase({ client, strikes }: Case, functions: FunctionsUnderTest, seed = 1): Promise<Result> {
  const history: History = {
    seed,
    clients: [client],
    timeoutSeconds: 60,
    outages: [],
    faults: strikes.map(({ call, fault }) => ({ from: START + BEGIN_S * 1000, skip: call, times: 1, fault })),
    acts: [
      ...(client.grant === 'short-term-token' ? [{ at: 60, client: 0, act: 'issue by otp' } as const] : []),
      { at: BEGIN_S, client: 0, act: 'rotate' },
    ],
    seconds: UNTIL_S,
  };
  return run(history, functions, { hasConsumers: false });
}

/** Every call of one rotation and the sweeps that end what it superseded, with every fault. */
export async function singleFaults(client: ClientPlan, functions: FunctionsUnderTest): Promise<Case[]> {
  const calls = await callsOf({ client, strikes: [] }, functions);
  return strikesFrom(0, calls).map((strike) => ({ client, strikes: [strike] }));
}

export async function tryEveryFault(client: ClientPlan, functions: FunctionsUnderTest): Promise<Tried> {
  return tryAll(await singleFaults(client, functions), functions);
}

/** Every fault, and then every fault at every later call of what follows: retries, later attempts, sweeps. */
export async function tryEveryPair(
  client: ClientPlan,
  functions: FunctionsUnderTest,
  progress: (tried: Tried) => void,
  isMine: (index: number) => boolean = () => true,
): Promise<Tried> {
  const firsts = strikesFrom(0, await callsOf({ client, strikes: [] }, functions)).filter((_, index) => isMine(index));
  let all: Tried = { cases: 0, broken: [] };
  for (const first of firsts) {
    const calls = await callsOf({ client, strikes: [first] }, functions);
    const cases = strikesFrom(first.call + 1, calls).map((second) => ({ client, strikes: [first, second] }));
    const tried = await tryAll(cases, functions);
    all = { cases: all.cases + tried.cases, broken: [...all.broken, ...tried.broken] };
    progress(all);
  }
  return all;
}

async function tryAll(cases: readonly Case[], functions: FunctionsUnderTest): Promise<Tried> {
  const broken = [];
  for (const tried of cases) {
    const { violations } = await tryCase(tried, functions);
    if (violations.length > 0) broken.push({ tried, violations });
  }
  return { cases: cases.length, broken };
}

/** Whom the calls go to, until all has come to rest. */
async function callsOf(tried: Case, functions: FunctionsUnderTest): Promise<Service[]> {
  const { calls } = await tryCase(tried, functions);
  const from = START + BEGIN_S * 1000;
  return calls.filter(({ time }) => time >= from && time < START + UNTIL_S * 1000).map(({ service }) => service);
}

const strikesFrom = (first: number, calls: readonly Service[]): Strike[] =>
  calls.flatMap((service, call) => {
    if (call < first) return [];
    const faults = service === 'click2mail' ? [...FAULTS, ...API_FAULTS] : FAULTS;
    return faults.map((fault) => ({ call, fault }));
  });
