import type { LoopbackRequest, LoopbackResponse } from '../../loopback-server.ts';
import { statusBesideJson } from '../access-refusal.ts';
import type { AwsError, WireObject } from '../aws-service.ts';

/** Lambda's paths begin with the day since which there is the operation. */
const LAMBDA_PATH = /^\/\d{4}-\d{2}-\d{2}\/(?:functions(?:\/([^/]+)|\/?$)|account-settings\/?$)/;

export function isLambdaPath(path: string): boolean {
  return LAMBDA_PATH.test(path);
}

/** Lambda's model spells the message of these with a capital M; of all others in lower case. */
const CAPITAL_MESSAGE = new Set(['AccessDeniedException', 'ResourceNotFoundException', 'ServiceException']);

/** The names in path and query that say what a call is about. */
export function restInput({ path, query }: LoopbackRequest): WireObject {
  const segment = LAMBDA_PATH.exec(path)?.[1];
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

/** A part of a path; one that is not percent-encoded UTF-8 is taken as it is, and then is no name. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
