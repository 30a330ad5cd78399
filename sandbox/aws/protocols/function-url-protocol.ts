import type { LoopbackResponse } from '../../loopback-server.ts';
import type { AwsError } from '../aws-service.ts';
import { restError } from './rest-protocol.ts';

/** On AWS it is a host of its own; here, a path. */
export const FUNCTION_URLS_PATH = '/function-urls/';

const FORBIDDEN =
  'Forbidden. For troubleshooting Function URL authorization issues, see: ' +
  'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html';

/** Whoever may not come in, or did not sign, learns no more than that. */
const TURNED_AWAY = new Set(['AccessDeniedException', 'MissingAuthenticationTokenException']);

/** An error of a function URL, before the function is asked. */
export function urlError(error: AwsError): LoopbackResponse {
  if (TURNED_AWAY.has(error.name)) return forbidden(FORBIDDEN);
  return restError(error);
}

/** The answer where there is no function URL of this id. */
export const noSuchUrl: LoopbackResponse = forbidden(null);

function forbidden(message: string | null): LoopbackResponse {
  return {
    status: 403,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'AccessDeniedException' },
    body: JSON.stringify({ Message: message }),
  };
}
