import type { CredentialState } from './credential-state.ts';
import type { SweepReport } from './sweep.ts';

/** What came of one client's sweep. */
export interface ClientSweep {
  readonly client: string;
  /** Undefined when the secret could not even be described. */
  readonly report: SweepReport | undefined;
  /** Undefined when it could not be looked at. */
  readonly credential: CredentialState | undefined;
  readonly failures: readonly unknown[];
}

interface SweepingAll {
  readonly clients: readonly string[];
  readonly sweepOne: (client: string) => Promise<SweepReport>;
  readonly inspectOne: (client: string) => Promise<CredentialState>;
  /** Milliseconds that the function may still run. */
  readonly remainingMs: () => number;
  /** Where to begin: not always with the same client, so that none is always left over. */
  readonly first: number;
}

const AT_A_TIME = 4;

/** A client's sweep may wait for the API's retries. */
const TIME_FOR_ONE_MS = 45_000;

/** Looking at a client's credentials may wait for retries as well; a run that is cut short tells nothing at all. */
const TIME_TO_INSPECT_MS = 20_000;

/**
 * Sweeps client after client, a few at a time, as long as there is time. A client that fails hinders no other.
 * @returns what came of each, and the clients that were left over
 */
export async function sweepAll(sweeping: SweepingAll): Promise<{ swept: ClientSweep[]; leftOver: string[] }> {
  const { clients, remainingMs, first } = sweeping;
  const waiting = [...clients.slice(first), ...clients.slice(0, first)];
  const swept: ClientSweep[] = [];
  const work = async (): Promise<void> => {
    while (waiting.length > 0 && remainingMs() > TIME_FOR_ONE_MS) {
      const client = waiting.shift();
      if (client === undefined) return;
      swept.push(await outcomeOf(client, sweeping));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return { swept, leftOver: waiting };
}

async function outcomeOf(client: string, { sweepOne, inspectOne, remainingMs }: SweepingAll): Promise<ClientSweep> {
  const failures: unknown[] = [];
  const attempt = async <T>(look: (client: string) => Promise<T>): Promise<T | undefined> => {
    try {
      return await look(client);
    } catch (error) {
      failures.push(error);
      return undefined;
    }
  };
  const report = await attempt(sweepOne);
  const credential = remainingMs() > TIME_TO_INSPECT_MS ? await attempt(inspectOne) : undefined;
  return { client, report, credential, failures: [...(report?.failures ?? []), ...failures] };
}
