import type { LoopbackResponse } from '../loopback-server.ts';
import type { ApiRequest, ApiState } from './api-request.ts';
import { issueLongTermToken } from './issue-long-term-token.ts';
import { issueShortTermToken } from './issue-short-term-token.ts';
import { revokeToken } from './revoke-token.ts';
import { submitSingleDoc, submitSingleDocJobTemplate } from './submit-single-doc.ts';

type Act = (state: ApiState, request: ApiRequest) => Promise<LoopbackResponse> | LoopbackResponse;

/** An operation of the API, and the parameter that its path gave. */
export interface Route {
  readonly operationId: string;
  readonly act: Act;
  readonly tokenId?: string | undefined;
}

/** Where the API begins on its server. */
export const BASE_PATH = '/v2';

const FIXED_ROUTES: ReadonlyMap<string, Route> = new Map([
  [`${BASE_PATH}/auth/tokens/long`, { operationId: 'issueLongTermToken', act: issueLongTermToken }],
  [`${BASE_PATH}/auth/tokens/short`, { operationId: 'issueShortTermToken', act: issueShortTermToken }],
  [
    `${BASE_PATH}/jobs/single-doc-job-template`,
    { operationId: 'submitSingleDocJobTemplate', act: submitSingleDocJobTemplate },
  ],
  [`${BASE_PATH}/jobs/submit/single/doc`, { operationId: 'submitSingleDocParams', act: submitSingleDoc }],
]);

const REVOKE_PATH = new RegExp(`^${BASE_PATH}/auth/tokens/([^/]+)/revoke$`);

/** The operationIds of the API, sorted. */
export const API_OPERATIONS: readonly string[] = [
  ...[...FIXED_ROUTES.values()].map(({ operationId }) => operationId),
  'revokeToken',
].toSorted();

/** The operation at a path; all of them are POST. */
export function routeOf(path: string): Route | undefined {
  return FIXED_ROUTES.get(path) ?? revokeRoute(path);
}

function revokeRoute(path: string): Route | undefined {
  const encoded = REVOKE_PATH.exec(path)?.[1];
  if (encoded === undefined) return undefined;
  return { operationId: 'revokeToken', act: revokeToken, tokenId: decoded(encoded) };
}

/** An id that is not well encoded is nobody's. */
function decoded(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
