import { setImmediate as turn } from 'node:timers/promises';
import { type Cancel, Clock } from '../../../sandbox/clock.ts';
import type { SeededRandom } from '../histories/seeded-random.ts';

interface Happening {
  readonly time: number;
  /** Decides between happenings of the same instant. */
  readonly order: number;
  readonly run: () => Promise<void> | void;
  /** Whether the next happening waits for this one's promise: true of an outgoing call, false of a whole invocation. */
  readonly isAwaited: boolean;
  isCancelled: boolean;
}

/**
 * A clock that stands still while anything happens and then jumps to the next happening. Whatever a happening sets
 * going runs until it makes its next outgoing call, so between two calls exactly one invocation proceeds, and the seed
 * alone decides which.
 */
export class VirtualTime extends Clock {
  readonly #random: SeededRandom;
  readonly #heap: Happening[] = [];
  #now: number;

  constructor(startAt: number, random: SeededRandom) {
    super({ startAt, flowing: false });
    this.#random = random;
    this.#now = startAt;
  }

  override now(): number {
    return this.#now;
  }

  override at(time: number, run: Happening['run']): Cancel {
    return this.#add(time, run, false);
  }

  /** Does work at a time; nothing else happens until it is done. It must not wait for time to pass. */
  doAt<T>(time: number, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#add(time, () => work().then(resolve, reject), true);
    });
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.#now + milliseconds, resolve);
    });
  }

  /**
   * Lets everything happen until a time.
   * @param afterEach is told after every happening, when all that it set going has come to rest
   * @throws what a happening failed with
   */
  async runUntil(end: number, afterEach: () => void): Promise<void> {
    // Signals and timers of this process get their turn here, and nowhere else.
    await turn();
    for (let next = this.#take(end); next !== undefined; next = this.#take(end)) {
      this.#now = Math.max(this.#now, next.time);
      const running = next.run();
      if (next.isAwaited) await running;
      await atRest();
      afterEach();
    }
    this.#now = Math.max(this.#now, end);
  }

  #add(time: number, run: Happening['run'], isAwaited: boolean): Cancel {
    const happening: Happening = { time, order: this.#random.integer(2 ** 32), run, isAwaited, isCancelled: false };
    const heap = this.#heap;
    let index = heap.push(happening) - 1;
    for (let parent = (index - 1) >> 1; index > 0 && isEarlier(happening, heap[parent]); parent = (index - 1) >> 1) {
      heap[index] = heap[parent] ?? happening;
      index = parent;
    }
    heap[index] = happening;
    return () => {
      happening.isCancelled = true;
    };
  }

  #take(end: number): Happening | undefined {
    const heap = this.#heap;
    for (;;) {
      const [first] = heap;
      if (first === undefined || first.time > end) return undefined;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) this.#sink(last);
      if (!first.isCancelled) return first;
    }
  }

  #sink(happening: Happening): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = heap[left + 1];
      const child = right !== undefined && isEarlier(right, heap[left]) ? left + 1 : left;
      const smaller = heap[child];
      if (smaller === undefined || !isEarlier(smaller, happening)) break;
      heap[index] = smaller;
      index = child;
    }
    heap[index] = happening;
  }
}

function isEarlier(one: Happening, other: Happening | undefined): boolean {
  return other === undefined || one.time < other.time || (one.time === other.time && one.order < other.order);
}

/**
 * Resolves when every promise that could settle by itself has: Node comes to this queue when no promise is left to go
 * on. A turn of the event loop would do as well, and takes longer than most of what happens between two calls.
 */
function atRest(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
