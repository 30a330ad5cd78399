import type { AwsError } from './aws-service.ts';

/** Errors that say who may not come in, by AWS's JSON name, with the name that the query protocol uses. */
const TURNED_AWAY = new Map([
  ['AccessDeniedException', 'AccessDenied'],
  ['ExpiredTokenException', 'ExpiredToken'],
  ['IncompleteSignatureException', 'IncompleteSignature'],
  ['InvalidSignatureException', 'SignatureDoesNotMatch'],
  ['MissingAuthenticationTokenException', 'MissingAuthenticationToken'],
  ['UnrecognizedClientException', 'InvalidClientTokenId'],
]);

/** The status of an error where refused access is 403: everywhere but in the JSON protocol, whose status is 400. */
export function statusBesideJson(error: AwsError): number {
  return error.status === 400 && TURNED_AWAY.has(error.name) ? 403 : error.status;
}

/** The name of an error in the query protocol. */
export function queryNameOf(error: AwsError): string {
  return error.name === 'UnknownOperationException' ? 'InvalidAction' : (TURNED_AWAY.get(error.name) ?? error.name);
}
