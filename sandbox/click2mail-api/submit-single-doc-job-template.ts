import type { LoopbackResponse } from '../loopback-server.ts';
import { jsonAnswer } from './api-answer.ts';
import { ApiError } from './api-error.ts';
import type { ApiRequest, ApiState } from './api-request.ts';
import { bearerOf, liveToken } from './bearer-token.ts';
import { objectIn } from './request-body.ts';
import { scopesCover } from './scopes.ts';

/** The protected operation on which a short-term token is tried out: it accepts any job and mails nothing. */
export function submitSingleDocJobTemplate(state: ApiState, request: ApiRequest): LoopbackResponse {
  objectIn(request.body);
  const token = liveToken(state, bearerOf(request.headers), 'short');
  if (!scopesCover(token.scopes, 'jobs:submit')) throw new ApiError(403, 'The token lacks the scope jobs:submit.');
  return jsonAnswer(200, { job_id: `job_${state.random(8).toString('hex')}`, status: 'accepted' });
}
