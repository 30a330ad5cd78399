import fc from 'fast-check';
import type { ClientPlan, Interval } from '../client-plan.ts';
import { intervalSeconds } from '../client-plan.ts';
import type { ClockStep } from '../world/api-clock.ts';
import {
  API_FAULTS,
  type Fault,
  FAULTS,
  type FaultPlan,
  FOR_EVER,
  HARMLESS,
  type Outage,
  type Service,
} from '../world/faults.ts';
import { ACTS } from '../operator.ts';
import type { History, PlannedAct, PlannedVends } from '../run.ts';
import { START } from '../world/world.ts';

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** Clients of one history rotate about as often: else the quickest would take all the time. */
const INTERVALS: readonly (readonly Interval[])[] = [
  [
    { count: 4, unit: 'hours' },
    { count: 12, unit: 'hours' },
  ],
  [
    { count: 12, unit: 'hours' },
    { count: 1, unit: 'days' },
  ],
  [
    { count: 7, unit: 'days' },
    { count: 30, unit: 'days' },
  ],
];

/** From none to the longest that the settings allow: six intervals. */
const aGrace = (interval: Interval): fc.Arbitrary<number> =>
  fc.constantFrom(0, 20 * 60, 2 * HOUR_S, intervalSeconds(interval), longestGrace(interval));

/** No token may live longer than 90 days. */
const longestGrace = (interval: Interval): number => Math.min(6 * intervalSeconds(interval), 30 * DAY_S);

const aClient = (intervals: readonly Interval[]): fc.Arbitrary<Omit<ClientPlan, 'name'>> =>
  fc.constantFrom(...intervals).chain((interval) =>
    fc.record({
      interval: fc.constant(interval),
      graceSeconds: aGrace(interval),
      grant: fc.constantFrom('assertion', 'client-secret', 'short-term-token'),
    }),
  );

const someClients = fc
  .constantFrom(...INTERVALS)
  .chain((intervals) => fc.array(aClient(intervals), { minLength: 1, maxLength: 3 }));

const SERVICES: readonly Service[] = ['secretsmanager', 'click2mail', 'kms'];

const aFault = (seconds: number): fc.Arbitrary<FaultPlan> =>
  fc
    .record({
      from: fc.integer({ min: 0, max: seconds }),
      skip: fc.nat({ max: 40 }),
      times: fc.constantFrom(1, 1, 1, 2, 5),
      fault: fc.constantFrom<Fault>(...FAULTS),
      service: fc.option(fc.constantFrom(...SERVICES), { nil: undefined }),
    })
    .map(({ from, service, ...rest }) => ({
      ...rest,
      from: START + from * 1000,
      ...(service !== undefined && { service }),
    }));

/** A few answers of the API, or all of them from then on; what an API always does must leave the promises whole. */
const anApiFault = (seconds: number): fc.Arbitrary<FaultPlan> =>
  fc
    .record({
      from: fc.integer({ min: 0, max: seconds }),
      skip: fc.nat({ max: 8 }),
      odd: fc.oneof(
        fc.record({ fault: fc.constantFrom(...API_FAULTS), times: fc.constantFrom(1, 1, 1, 2, 5) }),
        fc.record({ fault: fc.constantFrom(...HARMLESS), times: fc.constant(FOR_EVER) }),
      ),
    })
    .map(({ from, skip, odd }) => ({ ...odd, skip, from: START + from * 1000, service: 'click2mail' }));

/** The corrections of an assertion's times end at five minutes. */
const FIXED_AHEAD_S = [-300, -45, 45, 300];
const FAR_AHEAD_S = [-1200, 1200];

/** Where the API's clock is corrected in the course of things, it stays within the five minutes that two clocks may differ. */
const anApiClock = (seconds: number, clients: readonly ClientPlan[]): fc.Arbitrary<readonly ClockStep[]> => {
  const aheads = clients.some(({ grant }) => grant === 'assertion')
    ? FIXED_AHEAD_S
    : [...FIXED_AHEAD_S, ...FAR_AHEAD_S];
  const aCorrection = fc
    .record({ from: fc.integer({ min: 0, max: seconds }), aheadSeconds: fc.integer({ min: -140, max: 140 }) })
    .map(({ from, aheadSeconds }) => ({ from: START + from * 1000, aheadSeconds }));
  return fc.oneof(
    fc.constant([]),
    fc.constantFrom(...aheads).map((aheadSeconds) => [{ from: START, aheadSeconds }]),
    fc.array(aCorrection, { maxLength: 4 }),
  );
};

const anOutage = (seconds: number): fc.Arbitrary<Outage> =>
  fc
    .record({
      service: fc.constantFrom<Service>('click2mail', 'click2mail', 'kms', 'secretsmanager', 'lambda'),
      from: fc.integer({ min: 0, max: seconds }),
      hours: fc.constantFrom(1, 5, 24),
    })
    .map(({ service, from, hours }) => {
      const begin = START + from * 1000;
      return { service, from: begin, to: begin + hours * HOUR_S * 1000 };
    });

const anAct = (seconds: number): fc.Arbitrary<PlannedAct> =>
  fc.record({
    at: fc.integer({ min: 0, max: seconds }),
    client: fc.nat({ max: 2 }),
    act: fc.constantFrom(...ACTS),
  });

const someVends = (seconds: number): fc.Arbitrary<PlannedVends> =>
  fc.record({ at: fc.integer({ min: 0, max: seconds }), client: fc.nat({ max: 2 }) });

/** Acts and faults fall within minutes of each other, where they can get into each other's way. */
const aCluster = (seconds: number) =>
  fc.record({
    at: fc.integer({ min: HOUR_S, max: seconds - HOUR_S }),
    acts: fc.array(anAct(HOUR_S), { maxLength: 4 }),
    faults: fc.array(fc.oneof(aFault(HOUR_S), anApiFault(HOUR_S)), { maxLength: 4 }),
  });

/** A whole history: many rotations of one to three clients, with all that may happen meanwhile. */
export function aHistory({ mostRotations }: { readonly mostRotations: number }): fc.Arbitrary<History> {
  return someClients.chain((plans) => {
    const clients = plans.map((plan, index) => ({ ...plan, name: ['acme', 'globex', 'initech'][index] ?? 'other' }));
    const shortest = Math.min(...clients.map(({ interval }) => intervalSeconds(interval)));
    const seconds = Math.min(240 * DAY_S, shortest * mostRotations);
    return fc
      .record({
        seed: fc.nat({ max: 2 ** 31 }),
        timeoutSeconds: fc.constantFrom(60, 60, 900),
        leavesPending: fc.boolean(),
        faults: fc.array(aFault(seconds), { maxLength: 12 }),
        apiFaults: fc.array(anApiFault(seconds), { maxLength: 6 }),
        apiClock: anApiClock(seconds, clients),
        outages: fc.array(anOutage(seconds), { maxLength: 2 }),
        acts: fc.array(anAct(seconds), { maxLength: 10 }),
        vends: fc.array(someVends(seconds), { maxLength: 3 }),
        clusters: fc.array(aCluster(seconds), { maxLength: 3 }),
      })
      .map(({ clusters, acts, faults, apiFaults, vends, ...rest }) => ({
        ...rest,
        // While the API is down, kept tokens are handed out.
        vends: [...vends, ...rest.outages.map(({ from }) => ({ at: (from - START) / 1000 - 300, client: 0 }))],
        clients,
        seconds,
        acts: [
          ...firstTokens(clients),
          ...acts,
          ...clusters.flatMap(({ at, acts: some }) => some.map((act) => ({ ...act, at: at + act.at }))),
        ],
        faults: [
          ...faults,
          ...apiFaults,
          ...clusters.flatMap(({ at, faults: some }) => some.map((one) => ({ ...one, from: one.from + at * 1000 }))),
        ],
      }))
      .map((history) => (isUndated(history) ? { ...history, apiClock: [] } : history));
  });
}

/** Without its dates nobody can know that the API's clock is wrong. */
const isUndated = ({ faults }: History): boolean => faults.some(({ fault }) => fault === 'without a date');

/** The grant that renews itself has to be given its first token. */
const firstTokens = (clients: readonly ClientPlan[]): PlannedAct[] =>
  clients.flatMap(({ grant }, client) =>
    grant === 'short-term-token' ? [{ at: 60, client, act: 'issue by otp' as const }] : [],
  );
