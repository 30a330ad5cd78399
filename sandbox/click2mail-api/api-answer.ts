import type { LoopbackResponse } from '../loopback-server.ts';
import type { FaultOrder } from '../faults.ts';
import { ApiError, rateLimited } from './api-error.ts';

/** Retry-After of an ordered throttle that names no seconds: the one of the API's published sample. */
const USUAL_RETRY_AFTER_SECONDS = 60;

const OVERSIZE_BYTES = 1024 * 1024;

export function jsonAnswer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): LoopbackResponse {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** Does the work and answers a thrown ApiError with its AuthError body; any other error is a bug and stays one. */
export async function answerOf(work: () => Promise<LoopbackResponse> | LoopbackResponse): Promise<LoopbackResponse> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError) return errorAnswer(error);
    throw error;
  }
}

/** The refusal that an ordered fault asks for. */
export function faultAnswer(status: number, { kind, code, seconds }: FaultOrder): LoopbackResponse {
  if (kind === 'oversize') return jsonAnswer(status, { padding: 'x'.repeat(OVERSIZE_BYTES) });
  if (status === 429) return errorAnswer(rateLimited(seconds ?? USUAL_RETRY_AFTER_SECONDS, code));
  const headers: Record<string, string> = {};
  if (status === 503 && seconds !== undefined) headers['retry-after'] = String(seconds);
  return errorAnswer(new ApiError(status, 'The request was refused by an ordered fault.', { code, headers }));
}

export function errorAnswer({ status, code, message, details, headers }: ApiError): LoopbackResponse {
  return jsonAnswer(status, { code, message, ...(details && { details }) }, headers);
}
