import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';
import { statusBesideJson } from './access-refusal.ts';
import type { AwsError, WireObject } from './aws-service.ts';

/** All of Lambda's operations on functions live under this path. */
export const FUNCTIONS_PATH = '/2015-03-31/functions';

/** Lambda's model spells the message of these with a capital M; of all others in lower case. */
const CAPITAL_MESSAGE = new Set(['AccessDeniedException', 'ResourceNotFoundException', 'ServiceException']);

/** The names in path and query that say what a call is about. */
export function restInput({ path, query }: LoopbackRequest): WireObject {
  const [segment] = path.slice(FUNCTIONS_PATH.length).split('/').filter(Boolean);
  const qualifier = new URLSearchParams(query).get('Qualifier');
  return {
    ...(segment === undefined ? {} : { FunctionName: decoded(segment) }),
    ...(qualifier === null ? {} : { Qualifier: qualifier }),
  };
}

/** An error of Lambda: its name travels in a header, and the body tells whose fault it is. */
export function restError(error: AwsError): LoopbackResponse {
  const status = statusBesideJson(error);
  const key = CAPITAL_MESSAGE.has(error.name) ? 'Message' : 'message';
  // Whoever is turned away at the door never reaches Lambda, which alone adds the type.
  const type = status === 403 ? {} : { Type: status >= 500 ? 'Service' : 'User' };
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.name, ...error.details.headers },
    body: JSON.stringify({ ...type, [key]: error.message, ...error.details.fields }),
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
