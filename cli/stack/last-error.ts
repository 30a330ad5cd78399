import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { SWEEP } from '../../infra/function-names.ts';
import type { StackClient, StackFunction } from './deployed-stack.ts';
import { functionOf } from './deployed-stack.ts';
import type { Session } from './session.ts';

/** The last failure that a client's functions logged. */
export interface LoggedError {
  /** Epoch milliseconds. */
  readonly at: number;
  /** For example `TOKEN_REFUSED`. */
  readonly code: string;
  readonly message: string;
  /** The function's folder. */
  readonly kind: string;
}

const MOST_PAGES = 20;

/** The longest interval of the sweep, and what a run takes. */
const SWEEP_EVERY_MS = 75 * 60 * 1000;

/**
 * Looks for the last failure in the logs of a client's rotation function, and of the sweep where it is about the client.
 * @param since epoch milliseconds; what is older does not count. The sweep comes again and again, so of its log only the
 * last hour and a quarter counts.
 */
export async function lastError(
  client: StackClient,
  { since, now }: { readonly since: number; readonly now: number },
  session: Session,
): Promise<LoggedError | undefined> {
  const sweep = functionOf(client.stack, SWEEP);
  const found = await Promise.all([
    newest(client.rotation, '{ $.level = "ERROR" }', since, session),
    newest(
      sweep,
      `{ ($.level = "ERROR") && ($.client = "${client.name}") }`,
      Math.max(since, now - SWEEP_EVERY_MS),
      session,
    ),
  ]);
  return found.flatMap((error) => error ?? []).toSorted((left, right) => right.at - left.at)[0];
}

async function newest(
  { logGroup, kind }: StackFunction,
  filterPattern: string,
  startTime: number,
  { aws }: Session,
): Promise<LoggedError | undefined> {
  let last: LoggedError | undefined;
  let nextToken: string | undefined;
  // A page may be empty and yet not be the last.
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await aws.logs.send(
      new FilterLogEventsCommand({ logGroupName: logGroup, filterPattern, startTime, ...(nextToken && { nextToken }) }),
    );
    for (const { timestamp = 0, message = '' } of answer.events ?? []) {
      const error = read(message);
      if (error !== undefined) last = { at: timestamp, kind, ...error };
    }
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return last;
}

/** A line as Powertools’ logger writes it. Lambda’s own line about the same failure has an object for its message. */
function read(line: string): { code: string; message: string } | undefined {
  try {
    const { message, error } = JSON.parse(line) as { message?: unknown; error?: { code?: string; message?: string } };
    if (typeof message !== 'string') return undefined;
    return { code: error?.code ?? '', message: error?.message ?? message };
  } catch {
    return undefined;
  }
}
