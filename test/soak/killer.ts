import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { SeededRandom } from '../simulation/histories/seeded-random.ts';

/** Real milliseconds between two kills; an invocation takes some tens. */
const MOST_BETWEEN = 120;

/** Ends function processes with SIGKILL at random moments while they are at work. */
export class Killer {
  kills = 0;
  readonly #sandbox: Sandbox;
  readonly #random: SeededRandom;
  readonly #allowed: () => number;

  /** `allowed` says how many may have been killed by now. */
  constructor(sandbox: Sandbox, random: SeededRandom, allowed: () => number) {
    this.#sandbox = sandbox;
    this.#random = random;
    this.#allowed = allowed;
  }

  /** Kills until it is told that it is over. */
  async work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await wait(this.#random.integer(MOST_BETWEEN));
      if (this.kills < this.#allowed()) this.#killOne();
    }
  }

  #killOne(): void {
    const { lambda } = this.#sandbox;
    const [first, ...others] = lambda.functions().flatMap(({ functionName }) => {
      return lambda.find(functionName).deployed.busyPids();
    });
    if (first === undefined) return;
    process.kill(this.#random.pick([first, ...others]), 'SIGKILL');
    this.kills += 1;
  }
}
