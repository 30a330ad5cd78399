import type { ServiceName } from './service-name.ts';

/**
 * What an ordered fault does to the call it strikes:
 * `refuse` answers `status` without acting, `throttle` answers as the service does when it is asked too often,
 * `delay` waits `seconds` and then acts, `lose-answer` acts and closes the connection without an answer,
 * `oversize` answers a mebibyte without acting (the API alone; AWS's services refuse), `kill` ends the calling function's process, before the service acts or (`afterActing`) after.
 */
export type FaultKind = 'refuse' | 'throttle' | 'delay' | 'lose-answer' | 'oversize' | 'kill';

/** A fault as a person or a test orders it; what is left out matches everything. */
export interface FaultOrder {
  readonly kind: FaultKind;
  readonly service?: ServiceName;
  /** AWS's operation name (`PutSecretValue`), or the API's operationId (`issueLongTermToken`). */
  readonly operation?: string;
  /** Only calls made by this function. */
  readonly functionName?: string;
  /** The first matching call that is struck, counted from 1. */
  readonly nth?: number;
  /** How many matching calls are struck; 1 when absent. */
  readonly times?: number;
  /** HTTP status of a refusal; 500 when absent. */
  readonly status?: number;
  /** Error code (API) or error name (AWS) of a refusal; the usual one of the status when absent. */
  readonly code?: string;
  /** Seconds of a delay, or the Retry-After of a throttle. */
  readonly seconds?: number;
  /** For `kill`: whether the service acts first. */
  readonly afterActing?: boolean;
}

/** The call that a fault may strike. */
export interface FaultTarget {
  readonly service: ServiceName;
  readonly operation: string;
  readonly functionName?: string | undefined;
}

interface StandingOrder {
  readonly order: FaultOrder;
  seen: number;
  struck: number;
}

/** The faults that were ordered, and how often each has struck. */
export class Faults {
  readonly #standing: StandingOrder[] = [];

  /** @returns takes the order back */
  order(order: FaultOrder): () => void {
    const standing = { order, seen: 0, struck: 0 };
    this.#standing.push(standing);
    return () => {
      const index = this.#standing.indexOf(standing);
      if (index !== -1) this.#standing.splice(index, 1);
    };
  }

  clear(): void {
    this.#standing.length = 0;
  }

  list(): (FaultOrder & { struck: number })[] {
    return this.#standing.map(({ order, struck }) => ({ ...order, struck }));
  }

  /** The fault that strikes this call, if any. The oldest order wins; the call counts for the others all the same. */
  strike(target: FaultTarget): FaultOrder | undefined {
    const matching = this.#standing.filter(({ order }) => matches(order, target));
    for (const standing of matching) standing.seen += 1;
    const striking = matching.find(
      ({ order, seen, struck }) => seen >= (order.nth ?? 1) && struck < (order.times ?? 1),
    );
    if (striking !== undefined) striking.struck += 1;
    return striking?.order;
  }
}

function matches(order: FaultOrder, target: FaultTarget): boolean {
  return (
    (order.service ?? target.service) === target.service &&
    (order.operation ?? target.operation) === target.operation &&
    (order.functionName ?? target.functionName) === target.functionName
  );
}
