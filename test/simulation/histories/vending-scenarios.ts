import type { ClientPlan } from '../client-plan.ts';
import type { FaultPlan } from '../world/faults.ts';
import type { History, PlannedAct } from '../run.ts';
import { START } from '../world/world.ts';

const MINUTE = 60;
const HOUR = 3600;

const client = (name: string, graceSeconds = 20 * MINUTE): ClientPlan => ({
  name,
  grant: 'assertion',
  interval: { count: 30, unit: 'days' },
  graceSeconds,
});

interface Script {
  readonly clients?: readonly ClientPlan[];
  /** Seconds from the beginning at which each client's consumers begin to ask. */
  readonly vends: readonly number[];
  readonly acts?: readonly PlannedAct[];
  readonly faults?: readonly FaultPlan[];
  /** When the API is down, in seconds from the beginning. */
  readonly outage?: readonly [number, number];
}

function history({ clients = [client('acme')], vends, acts = [], faults = [], outage }: Script): History {
  const [from, to] = (outage ?? []).map((seconds) => START + seconds * 1000);
  return {
    seed: 1,
    clients,
    timeoutSeconds: 60,
    outages: from === undefined || to === undefined ? [] : [{ service: 'click2mail', from, to }],
    faults,
    acts,
    vends: vends.flatMap((at) => clients.map((_, index) => ({ at, client: index }))),
    seconds: 6 * HOUR,
  };
}

const every = (seconds: number, from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index * seconds);

const often = (from: number, count: number): number[] => every(7 * MINUTE, from, count);

/** Histories in which what is promised of vending is hard to keep. */
export const VENDING_SCENARIOS: Readonly<Record<string, History>> = {
  "two clients' consumers ask one vending function for the same scopes": history({
    clients: [client('acme'), client('globex')],
    vends: often(HOUR, 4),
  }),
  'consumers ask while the API is down': history({
    vends: often(HOUR, 8),
    outage: [HOUR + 20 * MINUTE, 2 * HOUR],
  }),
  'consumers ask every few seconds while the API is down and their tokens expire': history({
    vends: [HOUR, ...every(5, HOUR + 14 * MINUTE, 60)],
    outage: [HOUR + 10 * MINUTE, 2 * HOUR],
  }),
  'consumers ask before there is a token, and when somebody has put text': history({
    vends: [0, 2 * HOUR],
    acts: [{ at: 2 * HOUR, client: 0, act: 'put text' }],
  }),
  'consumers ask while tokens are superseded without grace': history({
    clients: [client('acme', 0)],
    vends: often(HOUR, 12),
    acts: often(HOUR + 3 * MINUTE, 10).map((at) => ({ at, client: 0, act: 'rotate' })),
  }),
  'consumers ask when the current token was revoked at Click2Mail': history({
    vends: often(HOUR, 4),
    acts: [{ at: HOUR + 5 * MINUTE, client: 0, act: 'revoke current at Click2Mail' }],
  }),
  'the vending function is killed again and again': history({
    vends: often(HOUR, 6),
    faults: [
      { from: START + HOUR * 1000, skip: 3, times: 1, fault: 'killed before', operation: 'exchange' },
      { from: START + HOUR * 1000, skip: 9, times: 2, fault: 'killed after', operation: 'exchange' },
    ],
  }),
};
