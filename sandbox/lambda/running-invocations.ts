import type { Clock } from '../clock.ts';
import { MoveGate } from '../move-gate.ts';
import { rootTraceId } from '../traffic.ts';

/**
 * Keeps the clock from jumping while a function runs. Calls from outside wait while a jump is being made; work that a
 * service or a running function asks for does not, because the jump itself may be waiting for that work to end.
 */
export class RunningInvocations {
  readonly #traceIds = new Set<string>();
  readonly #tellIdle: (() => void)[] = [];
  readonly #gate: MoveGate;

  constructor(clock: Clock) {
    this.#gate = new MoveGate(clock, () => this.idle());
  }

  /** How many run, of all functions. */
  get count(): number {
    return this.#traceIds.size;
  }

  begin(traceId: string): void {
    this.#traceIds.add(traceId);
  }

  end(traceId: string): void {
    this.#traceIds.delete(traceId);
    if (this.#traceIds.size > 0) return;
    for (const tell of this.#tellIdle.splice(0)) tell();
  }

  /** Resolves when no invocation is running. */
  async idle(): Promise<void> {
    if (this.#traceIds.size > 0) await new Promise<void>((resolve) => this.#tellIdle.push(resolve));
  }

  /**
   * Resolves when a caller may come in; at once when a running function calls.
   * @param traceHeader value of the caller's `x-amzn-trace-id` header
   */
  async admit(traceHeader: string | undefined): Promise<void> {
    if (this.#traceIds.has(rootTraceId(traceHeader) ?? '')) return;
    while (this.#gate.closed !== undefined) await this.#gate.closed;
  }

  /** Lets in whoever waits. */
  release(): void {
    this.#gate.open();
  }
}
