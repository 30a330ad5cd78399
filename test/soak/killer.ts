import { setTimeout as wait } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { SeededRandom } from '../simulation/seeded-random.ts';

/** Real milliseconds between two kills; an invocation takes some tens. */
const MOST_BETWEEN = 120;

/** Ends function processes with SIGKILL at random moments while they are at work. */
export class Killer {
  kills = 0;
  readonly #sandbox: Sandbox;
  readonly #random: SeededRandom;
  readonly #most: number;
  #mayKill: () => boolean;

  constructor(sandbox: Sandbox, random: SeededRandom, most: number, mayKill: () => boolean) {
    this.#sandbox = sandbox;
    this.#random = random;
    this.#most = most;
    this.#mayKill = mayKill;
  }

  /** Kills until it has killed often enough, or is told that it is over. */
  async work(signal: AbortSignal): Promise<void> {
    while (this.kills < this.#most && !signal.aborted) {
      await wait(this.#random.integer(MOST_BETWEEN));
      if (this.#mayKill()) this.#killOne();
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
