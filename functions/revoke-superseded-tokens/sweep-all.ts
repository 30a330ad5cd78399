import type { CredentialState } from './credential-state.ts';
import type { SweepReport } from './sweep.ts';

/** What the log says at a sweep's end, with the clients in whose part something failed. */
export const SWEEP_ENDED = 'The sweep has ended';

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
  /** @param remainingMs milliseconds that are left for this client */
  readonly sweepOne: (client: string, remainingMs: () => number) => Promise<SweepReport>;
  readonly inspectOne: (client: string) => Promise<CredentialState>;
  /** Told of each client when it is done: a run may be stopped before its end. */
  readonly onSwept?: (swept: ClientSweep) => void;
  /** Milliseconds that the function may still run. */
  readonly remainingMs: () => number;
  /** Where to begin: not always with the same client, so that none is always left over. */
  readonly first: number;
}

const AT_A_TIME = 4;

/** A client's sweep makes no further call after this. */
const TIME_FOR_SWEEP_MS = 60_000;
/** Three attempts at a request to AWS: the longest that a last call, or the look at a client's credentials, takes. */
const TIME_FOR_CALL_MS = 15_000;
const TIME_FOR_ONE_MS = TIME_FOR_SWEEP_MS + 2 * TIME_FOR_CALL_MS;

/** What is left of the function's five minutes after its start and before its end. */
const TIME_FOR_RUN_MS = 280_000;

/** How many clients a run reaches however slow they are. */
export const SURELY_REACHED = AT_A_TIME * Math.floor(TIME_FOR_RUN_MS / TIME_FOR_ONE_MS);

/**
 * The client that a run begins with. It goes on by as many as a run surely reaches, so N clients have all been reached
 * within ⌈N ÷ that⌉ runs; nothing has to be remembered from run to run.
 * @param eventTime epoch milliseconds of the schedule's event, not of the run: a late run is the same run
 */
export function firstClient(eventTime: number, sweepEverySeconds: number, clients: number): number {
  const run = Math.floor(eventTime / (sweepEverySeconds * 1000));
  return clients === 0 ? 0 : (run * SURELY_REACHED) % clients;
}

/**
 * Sweeps client after client, a few at a time, as long as there is time. A client that fails, or is slow, hinders no
 * other.
 * @returns what came of each, and the clients that were left over
 */
export async function sweepAll(sweeping: SweepingAll): Promise<{ swept: ClientSweep[]; leftOver: string[] }> {
  const { clients, remainingMs, first, onSwept } = sweeping;
  const waiting = [...clients.slice(first), ...clients.slice(0, first)];
  const swept: ClientSweep[] = [];
  const work = async (): Promise<void> => {
    while (waiting.length > 0 && remainingMs() > TIME_FOR_ONE_MS) {
      const client = waiting.shift();
      if (client === undefined) return;
      const outcome = await outcomeOf(client, sweeping);
      swept.push(outcome);
      onSwept?.(outcome);
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
  const deadline = remainingMs() - TIME_FOR_SWEEP_MS;
  const report = await attempt(() => sweepOne(client, () => remainingMs() - deadline));
  const credential = remainingMs() > TIME_FOR_CALL_MS ? await attempt(inspectOne) : undefined;
  return { client, report, credential, failures: [...(report?.failures ?? []), ...failures] };
}
