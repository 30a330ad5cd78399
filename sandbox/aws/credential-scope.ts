import type { LoopbackRequest } from '../loopback-server.ts';

/**
 * The service that a request says it is signed for, whether or not the signature is right; undefined when it is not
 * signed. It stands in the credential's scope, `<key id>/<date>/<region>/<service>/aws4_request`:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function scopedService({ headers, query }: LoopbackRequest): string | undefined {
  const credential =
    /\bCredential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ??
    new URLSearchParams(query).get('X-Amz-Credential') ??
    '';
  const [terminator, service] = credential.split('/').toReversed();
  return terminator === 'aws4_request' && service !== '' ? service : undefined;
}
