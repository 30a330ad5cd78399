import { grouped } from '../grouped.ts';
import { isCallersFault } from '../../functions/vend-short-term-token/answer.ts';
import { VENDOR } from '../../infra/function-names.ts';
import { consumersOfStack } from '../stack/consumers.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import type { StackFunction } from '../stack/stack-resources.ts';
import { readLog } from '../stack/function-log.ts';
import { type LoggedError, loggedError } from '../stack/last-error.ts';
import type { Session } from '../stack/session.ts';
import { type Unsolved, unsolved } from './unsolved.ts';

/** A consumer is vended nothing, and not by its own fault. */
export interface VendFailure extends Unsolved<LoggedError> {
  readonly consumer: string;
  readonly client: string;
}

const LOOK_BACK_MS = 24 * 60 * 60 * 1000;

/** The consumers of a stack whose last vend failed. @param now epoch milliseconds by the functions' clock */
export async function vendFailures(stack: DeployedStack, now: number, session: Session): Promise<VendFailure[]> {
  const vendor = stack.functions.find(({ kind }) => kind === VENDOR);
  if (vendor === undefined) return [];
  const lines = await readLog(vendor, { since: now - LOOK_BACK_MS, pattern: '{ $.level = "ERROR" }' }, session);
  const failed = lines.filter(({ profile, error }) => profile !== undefined && !isCallersFault(error?.code ?? ''));
  if (failed.length === 0) return [];
  const clientOf = new Map((await consumersOfStack(stack, session)).map(({ name, client }) => [name, client]));
  const found: VendFailure[] = [];
  for (const [consumer = '', own] of grouped(failed, ({ profile }) => profile)) {
    const client = clientOf.get(consumer);
    const left = unsolved(
      own.map((line) => loggedError(line, VENDOR)),
      await vendedSince(vendor, consumer, own.at(-1)?.at ?? now, session),
    );
    if (client !== undefined && left !== undefined) found.push({ ...left, consumer, client });
  }
  return found;
}

/** When it was vended a token; there may be many, of which the last tells enough. */
async function vendedSince(
  vendor: StackFunction,
  consumer: string,
  since: number,
  session: Session,
): Promise<number[]> {
  const pattern = `{ ($.message = "Vended a token") && ($.profile = "${consumer}") }`;
  const vended = await readLog(vendor, { since, pattern }, session);
  return vended.slice(-1).map(({ at }) => at);
}
