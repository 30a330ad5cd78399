import type { SeededRandom } from '../histories/seeded-random.ts';

/** All that can go wrong with any outgoing call; each happens as if by itself, at any call. */
export const FAULTS = [
  'killed before',
  'killed after',
  'answer lost',
  'asked twice',
  '400',
  '401',
  '403',
  '404',
  '429',
  '500',
  'timeout',
  'malformed body',
  'truncated body',
  'duplicate invocation',
  'concurrent run',
  'stalled',
] as const;

/** What can go wrong with a call of the API besides: it acts, and answers as it should not. */
export const API_FAULTS = [
  'without an id',
  'late token',
  'too late token',
  'shorter life',
  'longer life',
  'another form',
  'without a date',
  '408 after acting',
  '50x after acting',
] as const;

export type ApiFault = (typeof API_FAULTS)[number];

export type Fault = (typeof FAULTS)[number] | ApiFault;

export const isOfApi = (fault: Fault | undefined): fault is ApiFault => API_FAULTS.some((one) => one === fault);

/** All must go as it does without them: after them nothing has to heal. */
export const HARMLESS = [
  'late token',
  'longer life',
  'another form',
  'without a date',
] as const satisfies readonly ApiFault[];

const isHarmless = (fault: Fault): boolean => HARMLESS.some((one) => one === fault);

export type Service = 'secretsmanager' | 'click2mail' | 'kms' | 'lambda';

/** An outgoing call, as a fault may be meant for it. */
export interface Call {
  readonly service: Service;
  readonly operation: string;
  /** The client's name in the settings. */
  readonly client: string;
  /** For the trace: which label, from which version to which. */
  readonly detail?: string;
}

/** Strikes the calls from `from` on (epoch milliseconds): the first `skip` matching ones pass, then `times` are struck. */
export interface FaultPlan {
  readonly from: number;
  readonly skip: number;
  readonly times: number;
  readonly fault: Fault;
  readonly service?: Service;
  readonly operation?: string;
}

/** As `times`: more calls than any history has. */
export const FOR_EVER = 1_000_000;

/** A service that does not work for a while; epoch milliseconds. */
export interface Outage {
  readonly service: Service;
  readonly from: number;
  readonly to: number;
}

/** Decides what goes wrong with which call. */
export class PlannedFaults {
  readonly #waiting: (FaultPlan & { seen: number })[];
  readonly #outages: readonly Outage[];
  readonly #random: SeededRandom;
  #isOver = false;
  /** Every call that could be struck; times are epoch milliseconds. */
  readonly calls: { readonly time: number; readonly service: Service }[] = [];
  /** When something last went wrong. */
  struckAt = -Infinity;
  /** When something last was not as it should be, harmless or not. */
  touchedAt = -Infinity;

  constructor(plans: readonly FaultPlan[], outages: readonly Outage[], random: SeededRandom) {
    this.#waiting = plans.map((plan) => ({ ...plan, seen: 0 }));
    this.#outages = outages;
    this.#random = random;
  }

  /** From now on nothing goes wrong. */
  stop(): void {
    this.#isOver = true;
  }

  isOut(service: Service, now: number): boolean {
    if (this.#isOver) return false;
    const isOut = this.#outages.some((outage) => outage.service === service && outage.from <= now && now < outage.to);
    if (isOut) this.struckAt = now;
    return isOut;
  }

  strike({ service, operation }: Call, now: number): Fault | undefined {
    this.calls.push({ time: now, service });
    const fault = this.isOut(service, now) ? this.#ofOutage(service) : this.#planned(service, operation, now);
    if (fault !== undefined) this.touchedAt = now;
    if (fault !== undefined && !isHarmless(fault)) this.struckAt = now;
    return fault;
  }

  #ofOutage(service: Service): Fault {
    // A key that is disabled, or a service that a policy shuts out, refuses; an API that is down does whatever.
    return service === 'click2mail' ? this.#random.pick(['500', 'timeout', 'answer lost', '429', '500']) : '400';
  }

  #planned(service: Service, operation: string, now: number): Fault | undefined {
    if (this.#isOver) return undefined;
    let struck: Fault | undefined;
    for (const plan of this.#waiting) {
      const isMeant = (plan.service ?? service) === service && (plan.operation ?? operation) === operation;
      if (!isMeant || now < plan.from || plan.seen >= plan.skip + plan.times) continue;
      plan.seen += 1;
      if (plan.seen > plan.skip) struck ??= plan.fault;
    }
    return struck;
  }
}
