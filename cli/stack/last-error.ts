import type { StackClient } from './deployed-stack.ts';
import { type LoggedLine, readLog } from './function-log.ts';
import type { Session } from './session.ts';

/** A failure that a function logged. */
export interface LoggedError {
  /** Epoch milliseconds. */
  readonly at: number;
  /** For example `TOKEN_REFUSED`. */
  readonly code: string;
  readonly message: string;
  /** The function's folder. */
  readonly kind: string;
}

/** The failures that a client's rotation function logged, oldest first. @param since epoch milliseconds */
export async function rotationErrors(
  { rotation }: Pick<StackClient, 'rotation'>,
  since: number,
  session: Pick<Session, 'aws'>,
): Promise<LoggedError[]> {
  const lines = await readLog(rotation, { since, pattern: '{ $.level = "ERROR" }' }, session);
  return lines.map((line) => loggedError(line, rotation.kind));
}

export function loggedError({ at, message, error }: LoggedLine, kind: string): LoggedError {
  return { at, code: error?.code ?? '', message: error?.message ?? message, kind };
}
