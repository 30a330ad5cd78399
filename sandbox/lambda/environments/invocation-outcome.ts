import { type Report, LARGEST_RESPONSE_BYTES } from './runtime-api.ts';

/** How an invocation ended, as far as its caller is concerned. */
export interface Outcome {
  readonly payload: Buffer;
  readonly status: 'success' | 'error' | 'timeout' | 'failure';
  /** A line that the platform writes into the log besides its usual ones. */
  readonly logLine?: string;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not even be started. */
  readonly reason?: string;
}

/** The outcome that the process itself reported. */
export function reportedOutcome({ kind, body }: Report): Outcome {
  if (body === undefined) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_RESPONSE_BYTES} bytes).`;
    return failure('error', 'Function.ResponseSizeTooLarge', errorMessage);
  }
  return { payload: body, status: kind === 'response' ? 'success' : 'error' };
}

export function timedOutOutcome(requestId: string, timeoutSeconds: number, now: number): Outcome {
  const text = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return {
    ...failure('timeout', 'Sandbox.Timedout', `RequestId: ${requestId} Error: ${text}`),
    logLine: `${new Date(now).toISOString()} ${requestId} ${text}`,
  };
}

/** The outcome of a process that ended before it reported anything. */
export function exitedOutcome(requestId: string, end: ProcessEnd): Outcome {
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited ${exitReason(end)}`;
  return { ...failure('failure', 'Runtime.ExitError', errorMessage), logLine: `${errorMessage}\nRuntime.ExitError` };
}

function failure(status: Outcome['status'], errorType: string, errorMessage: string): Outcome {
  return { payload: Buffer.from(JSON.stringify({ errorType, errorMessage })), status };
}

/** Lambda is written in Go and names signals as Go does. */
const SIGNAL_NAMES: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};

function exitReason({ code, signal, reason }: ProcessEnd): string {
  if (reason !== undefined) return `with error: ${reason}`;
  if (signal !== null) return `with error: signal: ${SIGNAL_NAMES[signal] ?? signal}`;
  return code === 0 ? 'without providing a reason' : `with error: exit status ${code}`;
}
