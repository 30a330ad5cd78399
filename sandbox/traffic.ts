import type { FaultOrder, Faults } from './faults.ts';
import type { ServiceName } from './service-name.ts';
import { setTimeout as wait } from 'node:timers/promises';

/** One call that a service answered, or would have answered. */
export interface RecordedCall {
  readonly service: ServiceName;
  readonly operation: string;
  /** HTTP status; 0 when no answer was given. */
  readonly status: number;
  readonly functionName?: string | undefined;
}

/** A function's invocation in progress, known by its X-Ray trace id. */
export interface TracedInvocation {
  readonly traceId: string;
  readonly functionName: string;
  readonly kill: () => void;
}

interface ServedCall {
  readonly service: ServiceName;
  readonly operation: string;
  /** Value of the `x-amzn-trace-id` header, when the caller sent one. */
  readonly traceHeader?: string | undefined;
}

/**
 * The one gate through which every service answers: it knows which invocation a call belongs to, lets ordered
 * faults strike, and records what was answered.
 */
export class Traffic {
  readonly faults: Faults;
  readonly #invocations = new Map<string, TracedInvocation>();
  readonly #calls = new Map<string, RecordedCall[]>();

  constructor(faults: Faults) {
    this.faults = faults;
  }

  /** From now on, calls with this trace id belong to this invocation; returns where its calls are collected. */
  begin(invocation: TracedInvocation): RecordedCall[] {
    const calls: RecordedCall[] = [];
    this.#invocations.set(invocation.traceId, invocation);
    this.#calls.set(invocation.traceId, calls);
    return calls;
  }

  end(traceId: string): void {
    this.#invocations.delete(traceId);
    this.#calls.delete(traceId);
  }

  /**
   * Serves one call.
   * @param act does the work and gives the answer
   * @param refuse gives the service's own kind of error answer for a status and, if ordered, a code
   * @returns the answer, or undefined when it must not reach the caller (close the connection)
   */
  async serve<Answer extends { readonly status: number }>(
    call: ServedCall,
    act: () => Promise<Answer> | Answer,
    refuse: (status: number, fault: FaultOrder) => Answer,
  ): Promise<Answer | undefined> {
    const traceId = rootTraceId(call.traceHeader);
    const invocation = traceId === undefined ? undefined : this.#invocations.get(traceId);
    // The list is taken now: a killed invocation has ended by the time its last call is answered.
    const record = traceId === undefined ? undefined : this.#calls.get(traceId);
    const functionName = invocation?.functionName;
    const answer = await this.#struck(
      this.faults.strike({ service: call.service, operation: call.operation, functionName }),
      act,
      refuse,
      invocation,
    );
    record?.push({ service: call.service, operation: call.operation, status: answer?.status ?? 0, functionName });
    return answer;
  }

  async #struck<Answer extends { readonly status: number }>(
    fault: FaultOrder | undefined,
    act: () => Promise<Answer> | Answer,
    refuse: (status: number, fault: FaultOrder) => Answer,
    invocation: TracedInvocation | undefined,
  ): Promise<Answer | undefined> {
    switch (fault?.kind) {
      case undefined:
        return act();
      case 'refuse':
        return refuse(fault.status ?? 500, fault);
      case 'oversize':
        return refuse(fault.status ?? 201, fault);
      case 'throttle':
        return refuse(429, fault);
      case 'delay':
        // A long delay must not keep a program from ending.
        await wait((fault.seconds ?? 1) * 1000, undefined, { ref: false });
        return act();
      case 'lose-answer':
        await act();
        return undefined;
      case 'kill':
        if (fault.afterActing === true) await act();
        invocation?.kill();
        return undefined;
    }
  }
}

/** The root trace id of an `x-amzn-trace-id` header: `Root=1-…;Parent=…;Sampled=0`. */
export function rootTraceId(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /(?:^|;)\s*Root=([^;\s]+)/.exec(header)?.[1];
}
