import { ApiError, wrongCredentials } from './api-error.ts';
import type { ApiRequest, ApiState } from './api-request.ts';
import { bearerOf, liveToken } from './bearer-token.ts';
import { acceptAssertion } from './client-assertion.ts';
import type { Client } from './clients.ts';
import type { IssueLongRequest } from './request-body.ts';
import { scopesCover } from './scopes.ts';
import type { Grant } from './token-ledger.ts';

type StepUp = Exclude<Grant, 'long_term_token'>;

/** RFC 7523, section 2.2. */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * The client that asks for a long-term token, after it has proved itself by exactly one of the four mechanisms.
 * @throws ApiError 400 when the request is not exactly one mechanism, 401 when the proof fails, 403 when the
 * short-term token lacks `tokens:write`, 429 when the client asks too often
 */
export async function steppedUpClient(
  state: ApiState,
  request: ApiRequest,
  fields: IssueLongRequest,
): Promise<{ client: Client; grant: StepUp }> {
  const grant = mechanismOf(request, fields);
  checkClientIdHeader(request, fields, grant);
  if (grant === 'short_term_token') return { grant, client: clientByShortToken(state, request, fields) };
  const now = state.clock.now();
  const client = state.clients.admit(fields.client_id, now);
  switch (grant) {
    case 'client_secret':
      if (client.clientSecret !== fields.client_secret) throw wrongCredentials();
      break;
    case 'otp_code':
      if (!client.oneTimeCodes.take(fields.otp_code ?? '', now)) throw wrongCredentials();
      break;
    case 'assertion':
      await acceptAssertion(fields.assertion ?? '', client, { issueUrl: `${request.baseUrl}/auth/tokens/long`, now });
  }
  return { client, grant };
}

function mechanismOf({ headers }: ApiRequest, fields: IssueLongRequest): StepUp {
  const shown: StepUp[] = [];
  if (fields.client_secret !== undefined) shown.push('client_secret');
  if (fields.otp_code !== undefined) shown.push('otp_code');
  if (fields.assertion !== undefined || fields.assertion_type !== undefined) shown.push('assertion');
  if (headers.authorization !== undefined) shown.push('short_term_token');
  const [grant, second] = shown;
  if (grant === undefined || second !== undefined) {
    throw new ApiError(
      400,
      'Exactly one of client_secret, otp_code, assertion and a short-term bearer token is needed.',
    );
  }
  if ((grant === 'assertion') !== (fields.grant_type === 'assertion')) {
    throw new ApiError(400, 'grant_type does not fit the credentials.', { details: { field: 'grant_type' } });
  }
  if (grant === 'assertion') checkAssertionFields(fields);
  return grant;
}

function checkAssertionFields({ assertion, assertion_type }: IssueLongRequest): void {
  if (assertion === undefined) throw new ApiError(400, 'assertion is missing.', { details: { field: 'assertion' } });
  if (assertion_type === ASSERTION_TYPE) return;
  throw new ApiError(400, `assertion_type must be ${ASSERTION_TYPE}.`, { details: { field: 'assertion_type' } });
}

/** The header identifies the client wherever no token does, and never contradicts the body. */
function checkClientIdHeader({ headers }: ApiRequest, { client_id }: IssueLongRequest, grant: StepUp): void {
  const sent = headers['x-client-id'];
  if (sent === undefined && grant === 'short_term_token') return;
  if (sent !== client_id) throw new ApiError(401, 'The header X-Client-Id must be sent and agree with client_id.');
}

function clientByShortToken(state: ApiState, { headers }: ApiRequest, { client_id }: IssueLongRequest): Client {
  const token = liveToken(state, bearerOf(headers), 'short');
  if (token.clientId !== client_id) throw wrongCredentials();
  if (!scopesCover(token.scopes, 'tokens:write')) throw new ApiError(403, 'The token lacks the scope tokens:write.');
  return state.clients.registered(client_id);
}
