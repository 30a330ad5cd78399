import { setTimeout as sleep } from 'node:timers/promises';
import { Disproved } from './probe.ts';
import type { SandboxConsole } from './sandbox-console.ts';

/** How long something may take, and how often it is looked at, in seconds. */
interface Patience {
  readonly within: number;
  readonly every: number;
}

/** Waits in AWS's time, or in the sandbox's, which is moved. */
export interface Waiting {
  /**
   * Looks again and again until there is an answer.
   * @param what for whoever reads that it did not come
   * @throws Disproved when it does not come in time; the signal's reason when the run is interrupted
   */
  until<Answer>(what: string, patience: Patience, look: () => Promise<Answer | undefined>): Promise<Answer>;
  /** Lets time pass. @throws the signal's reason */
  pass(seconds: number): Promise<void>;
}

export function waitingIn(sandbox: SandboxConsole | undefined, signal: AbortSignal): Waiting {
  const pass = async (seconds: number): Promise<void> => {
    signal.throwIfAborted();
    await (sandbox === undefined ? sleep(seconds * 1000, undefined, { signal }) : sandbox.advance(seconds));
    signal.throwIfAborted();
  };
  return {
    pass,
    until: async (what, { within, every }, look) => {
      for (let waited = 0; waited <= within; waited += every) {
        const answer = await look();
        if (answer !== undefined) return answer;
        await pass(every);
      }
      throw new Disproved(`${what}: not within ${within} seconds.`);
    },
  };
}
