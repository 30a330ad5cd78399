import type { Clock } from './clock.ts';

/** Keeps the clock from jumping in the middle of something, and what comes meanwhile from beginning before the jump. */
export class MoveGate {
  /** Pending from when a move waits until it is over. */
  #moving: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;

  /** @param idle resolves when nothing is under way that a jump may not interrupt */
  constructor(clock: Clock, idle: () => Promise<void>) {
    clock.beforeMove(() => {
      this.#moving ??= pending();
      return idle();
    });
    clock.afterMove(() => this.open());
  }

  /** Resolves when the move is over that is under way; undefined when none is, so that nobody has to wait for that. */
  get closed(): Promise<void> | undefined {
    return this.#moving?.promise;
  }

  /** Lets in whoever waits. */
  open(): void {
    this.#moving?.resolve();
    this.#moving = undefined;
  }
}

/** Promise.withResolvers, which Node 20 lacks. */
function pending(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
