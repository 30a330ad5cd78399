import type { LoopbackResponse } from '../loopback-server.ts';
import { jsonAnswer } from './api-answer.ts';
import { ApiError } from './api-error.ts';
import type { ApiRequest, ApiState } from './api-request.ts';
import { bearerOf, liveToken } from './bearer-token.ts';
import { objectIn } from './request-body.ts';
import { scopesCover } from './scopes.ts';

/**
 * The protected operation on which a short-term token is tried out: it accepts any job and mails nothing. This is the path
 * that older clients know, with errors in the form of the token operations.
 */
export function submitSingleDocJobTemplate(state: ApiState, request: ApiRequest): LoopbackResponse {
  objectIn(request.body);
  const token = liveToken(state, bearerOf(request.headers), 'short');
  if (!scopesCover(token.scopes, 'jobs:submit')) throw new ApiError(403, 'The token lacks the scope jobs:submit.');
  return jsonAnswer(200, { job_id: `job_${state.random(8).toString('hex')}`, status: 'accepted' });
}

const ERROR_TYPES: Readonly<Record<number, string>> = { 400: 'BadRequest', 401: 'Unauthorized', 403: 'Forbidden' };

/** The same at its present path, where errors have the form of the job operations: `errorType`, `errorMessage`, `errorCode`. */
export function submitSingleDoc(state: ApiState, request: ApiRequest): LoopbackResponse {
  try {
    return submitSingleDocJobTemplate(state, request);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, message: errorMessage, code: errorCode } = error;
    return jsonAnswer(status, { errorType: ERROR_TYPES[status] ?? 'Error', errorMessage, errorCode });
  }
}
