import type { TokenApiUnavailable } from '../../functions/core/errors.ts';
import { API_ACCEPTS } from '../../functions/revoke-superseded-tokens/current-question.ts';
import { SWEEP } from '../../infra/function-names.ts';
import { functionOf, type StackClient } from '../stack/deployed-stack.ts';
import { type LoggedLine, readLog } from '../stack/function-log.ts';
import type { LoggedError } from '../stack/last-error.ts';
import type { Session } from '../stack/session.ts';
import { unsolved } from './unsolved.ts';

/** The API does not answer as it should. */
export interface Outage {
  /** When a function found it first; epoch milliseconds. */
  readonly since: number;
  /** HTTP status of the API's answer; undefined where there was none. */
  readonly status: number | undefined;
  /** A word, for example `ECONNREFUSED`, or a sentence. */
  readonly reason: string;
  /** Whether the functions were deployed after the API had answered last: then it may be the settings' fault. */
  readonly isNewlySet: boolean;
}

interface Witness {
  readonly ofRotation: readonly LoggedError[];
  /** When the current token was issued: the API answered then. Epoch milliseconds. */
  readonly issuedAt: number;
  readonly now: number;
}

const API_UNAVAILABLE: TokenApiUnavailable['code'] = 'TOKEN_API_UNAVAILABLE';

/** An outage is looked for so far back. */
const LOOK_BACK_MS = 7 * 24 * 60 * 60 * 1000;

/** What the sweep and the client’s rotation have found of the API, when it was found last within the sweep’s interval. */
export async function loggedOutage(
  client: StackClient,
  { ofRotation, issuedAt, now }: Witness,
  recent: readonly LoggedLine[],
  session: Session,
): Promise<Outage | undefined> {
  const failed = [...failuresIn(recent, client.name), ...ofRotation.filter(({ code }) => code === API_UNAVAILABLE)];
  const answered = [issuedAt, ...answersIn(recent, client.name)];
  const found = unsolved(failed, answered);
  if (found === undefined) return undefined;
  const earlier = await readLog(
    functionOf(client.stack, SWEEP),
    { since: now - LOOK_BACK_MS, pattern: `{ $.client = "${client.name}" }` },
    session,
  );
  const whole = unsolved(
    [...failed, ...failuresIn(earlier, client.name)],
    [...answered, ...answersIn(earlier, client.name)],
  );
  const { message } = found.last;
  return outageOf(client, message, whole?.since ?? found.since, Math.max(...answered));
}

/** @param answeredAt when the API answered last, as far as is known; epoch milliseconds */
export function outageOf(client: StackClient, reason: string, since: number, answeredAt: number): Outage {
  const [, status] = /\b(?:answered|status) (\d{3})\b/.exec(reason) ?? [];
  return {
    since,
    status: status === undefined ? undefined : Number(status),
    reason,
    isNewlySet: functionOf(client.stack, SWEEP).changedAt > answeredAt,
  };
}

const failuresIn = (lines: readonly LoggedLine[], name: string) =>
  lines.flatMap(({ at, client, error, message }) =>
    client === name && error?.code === API_UNAVAILABLE ? [{ at, message: error.message ?? message }] : [],
  );

const answersIn = (lines: readonly LoggedLine[], name: string): number[] =>
  lines.filter(({ client, message }) => client === name && message === API_ACCEPTS).map(({ at }) => at);
