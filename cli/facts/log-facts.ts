import { SWEEP_ENDED } from '../../functions/revoke-superseded-tokens/sweep-all.ts';
import { SWEEP } from '../../infra/function-names.ts';
import { functionOf, type DeployedStack, type StackClient } from '../stack/deployed-stack.ts';
import { type LoggedLine, readLog } from '../stack/function-log.ts';
import { type LoggedError, loggedError, rotationErrors } from '../stack/last-error.ts';
import type { Session } from '../stack/session.ts';
import { loggedOutage, type Outage } from './outage.ts';
import { unsolved } from './unsolved.ts';
import { type VendFailure, vendFailures } from './vend-failure.ts';

/** What the functions' logs say of a client. What a later success solved is not in it. */
export interface LogFacts {
  /** The last failure of its rotations since the current token was issued, or of its sweeps. */
  readonly lastError: LoggedError | undefined;
  /** That the API does not answer as it should, as a function found. */
  readonly outage: Outage | undefined;
  /** That a consumer of it is vended nothing. */
  readonly vendFailure: VendFailure | undefined;
}

/** What is asked of the log only once for all clients of a stack. */
export interface StackLog {
  /** Of the sweep, oldest first. */
  readonly sweep: readonly LoggedLine[];
  readonly vendFailures: readonly VendFailure[];
}

/** The longest interval of the sweep, and what a run takes. */
const SWEEP_EVERY_MS = 75 * 60 * 1000;

/** @param now epoch milliseconds by the functions' clock */
export async function readStackLog(stack: DeployedStack, now: number, session: Session): Promise<StackLog> {
  const [sweep, failures] = await Promise.all([
    readLog(functionOf(stack, SWEEP), { since: now - SWEEP_EVERY_MS }, session),
    vendFailures(stack, now, session),
  ]);
  return { sweep, vendFailures: failures };
}

/** @param issuedAt when the current token was issued; epoch milliseconds */
export async function logFacts(
  client: StackClient,
  { issuedAt, now }: { readonly issuedAt: number; readonly now: number },
  log: StackLog,
  session: Session,
): Promise<LogFacts> {
  const ofRotation = await rotationErrors(client, issuedAt, session);
  const ofSweep = log.sweep
    .filter((line) => line.level === 'ERROR' && line.client === client.name && line.at >= issuedAt)
    .map((line) => loggedError(line, SWEEP));
  const left = [unsolved(ofRotation, []), unsolved(ofSweep, sweptWell(client.name, log))];
  const errors = left.flatMap((one) => one?.last ?? []);
  return {
    lastError: errors.toSorted((one, other) => other.at - one.at)[0],
    outage: await loggedOutage(client, { ofRotation, issuedAt, now }, log.sweep, session),
    vendFailure: log.vendFailures.find((failure) => failure.client === client.name),
  };
}

/** When sweeps ended in which nothing failed for the client. */
function sweptWell(name: string, { sweep }: StackLog): number[] {
  const isIn = (list: unknown) => Array.isArray(list) && list.includes(name);
  return sweep
    .filter(({ message, failed, leftOver }) => message === SWEEP_ENDED && !isIn(failed) && !isIn(leftOver))
    .map(({ at }) => at);
}
