import type { RecordedCall } from '../traffic.ts';
import { LATEST } from './function-configuration.ts';

/** One invocation of a function. */
export interface Invocation {
  readonly payload: Buffer;
  readonly requestId: string;
  /** The ARN as the caller named it, with the qualifier if there was one. */
  readonly invokedArn: string;
}

/** What an invocation gave. */
export interface InvocationResult {
  /** 200, or 202 for an event that was accepted. A function that failed counts as 200, as on AWS. */
  readonly status: number;
  readonly payload: Buffer;
  /** Present when the function failed. */
  readonly functionError?: 'Unhandled';
  readonly executedVersion: string;
  /** The last 4 KB of the invocation's log. */
  readonly logTail: string;
  readonly requestId: string;
  /** The calls that the invocation made to the sandbox's services. */
  readonly calls: readonly RecordedCall[];
  /** Milliseconds of real time from event to answer. */
  readonly durationMs: number;
}

/** The result of an event that was accepted: the function gets it in its own time. */
export function acceptedEvent(requestId: string): InvocationResult {
  const nothingYet = { payload: Buffer.alloc(0), logTail: '', calls: [], durationMs: 0 };
  return { status: 202, executedVersion: LATEST, requestId, ...nothingYet };
}

/** An invocation that is over, or was turned away. */
export interface InvocationReport {
  readonly functionName: string;
  /** The alias by which it was invoked. */
  readonly alias: string | undefined;
  /** Epoch milliseconds at which it was invoked. */
  readonly at: number;
  readonly outcome: 'succeeded' | 'failed' | 'throttled';
  /** Milliseconds of real time. */
  readonly durationMs: number;
}
