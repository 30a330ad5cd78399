import { type ApiFault, type Call, type Fault, isOfApi, type PlannedFaults } from './faults.ts';
import type { SeededRandom } from '../histories/seeded-random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What calling a service means, and what it answers when something goes wrong. */
export interface Wire<Answer> {
  /** Whether the caller's client asks again by itself when an answer does not come. */
  readonly isAskedAgain: boolean;
  act(): Promise<Answer>;
  /** The service's refusal, which it sends without acting. @throws as the caller's client does */
  refused(status: number): Answer;
  /** @throws as the caller's client does when no answer comes */
  unanswered(): never;
  /** The answer, garbled on its way. @throws as the caller's client does */
  garbled(answer: Answer): Answer;
  /** Acts, and answers as the fault has it; absent where only the API does so. */
  actOddly?(fault: ApiFault): Promise<Answer>;
}

export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'killed' };

export interface Surroundings {
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly faults: PlannedFaults;
  /** Told of every call when it is over. */
  readonly onCall: (call: Call, invocation: Invocation, fault: Fault | undefined) => void;
}

/** How long the clients wait for an answer that does not come. */
const PATIENCE_MS = 10_000;
const STALL_MS = 4 * 60_000;

/** One run of a function: it can be killed at any call, and ends at its deadline. */
export class Invocation {
  readonly name: string;
  readonly startedAt: number;
  readonly deadline: number;
  isOver = false;
  /** By client: the attempt at issuing that was proved last. */
  readonly attempts = new Map<string, string>();
  readonly #surroundings: Surroundings;
  /** Runs the same event once more. */
  readonly #again: () => void;
  readonly #end: (outcome: Outcome<never>) => void;

  constructor(
    name: string,
    timeoutMs: number,
    surroundings: Surroundings,
    { again, end }: { again: () => void; end: (outcome: Outcome<never>) => void },
  ) {
    this.name = name;
    this.#surroundings = surroundings;
    this.startedAt = surroundings.time.now();
    this.deadline = this.startedAt + timeoutMs;
    this.#again = again;
    this.#end = end;
  }

  remainingMs(): number {
    return this.deadline - this.#surroundings.time.now();
  }

  #hasEnded(): boolean {
    return this.isOver;
  }

  /** Calls a service: the one place where an invocation waits, and where faults strike. */
  async call<Answer>(call: Call, wire: Wire<Answer>): Promise<Answer> {
    const { time, random, faults } = this.#surroundings;
    const isSlow = random.integer(40) === 0;
    const arrival = time.now() + 10 + random.integer(isSlow ? 8000 : 300);
    const settled = await time.doAt(arrival, async () => {
      if (this.#hasEnded()) return NOTHING;
      const fault = faults.strike(call, time.now());
      try {
        return fault === 'stalled' ? fault : await this.#struck(fault, wire);
      } finally {
        this.#surroundings.onCall(call, this, fault);
      }
    });
    if (this.#hasEnded()) return neverMind<Answer>();
    if (settled === 'stalled') return this.#afterStall(call, wire);
    if (settled !== NOTHING) return settled.value;
    await time.wait(PATIENCE_MS);
    return this.#hasEnded() ? neverMind<Answer>() : wire.unanswered();
  }

  /** The machine slept before the call was sent; whoever had no time left is stopped meanwhile. */
  async #afterStall<Answer>(call: Call, wire: Wire<Answer>): Promise<Answer> {
    const { time } = this.#surroundings;
    const answer = await time.doAt(time.now() + STALL_MS, async () => {
      if (this.#hasEnded()) return NOTHING;
      this.#surroundings.onCall(call, this, undefined);
      return { value: await wire.act() };
    });
    return this.#hasEnded() || answer === NOTHING ? neverMind<Answer>() : answer.value;
  }

  async #struck<Answer>(fault: Exclude<Fault, 'stalled'> | undefined, wire: Wire<Answer>): Promise<Settled<Answer>> {
    if (isOfApi(fault)) return { value: await (wire.actOddly?.(fault) ?? wire.act()) };
    switch (fault) {
      case undefined:
        return { value: await wire.act() };
      case 'killed before':
        this.#end({ kind: 'killed' });
        return NOTHING;
      case 'killed after':
        await quietly(wire.act());
        this.#end({ kind: 'killed' });
        return NOTHING;
      case 'answer lost':
        await quietly(wire.act());
        return NOTHING;
      case 'timeout':
        return NOTHING;
      case 'asked twice':
        if (wire.isAskedAgain) await quietly(wire.act());
        return { value: await wire.act() };
      case 'malformed body':
        return { value: wire.garbled(await wire.act()) };
      case 'truncated body':
        await quietly(wire.act());
        return { value: wire.unanswered() };
      case 'duplicate invocation':
        this.#surroundings.time.at(this.deadline, this.#again);
        return { value: await wire.act() };
      case 'concurrent run':
        this.#again();
        return { value: await wire.act() };
      case '400':
      case '401':
      case '403':
      case '404':
      case '429':
      case '500':
        return { value: wire.refused(Number(fault)) };
    }
  }
}

const NOTHING = Symbol('no answer');

type Settled<Answer> = { readonly value: Answer } | typeof NOTHING;

/** A killed process awaits its answer for ever. */
function neverMind<Answer>(): Promise<Answer> {
  return new Promise(() => undefined);
}

async function quietly(acting: Promise<unknown>): Promise<void> {
  await acting.catch(() => undefined);
}
