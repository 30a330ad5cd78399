import { createHash, createHmac } from 'node:crypto';
import { type RawAnswer, rawRequest } from '../sandbox/raw-request.ts';

interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface SignedRequest {
  readonly method?: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly service?: string;
  /** Further headers; none of them is signed but those of AWS. */
  readonly more?: Readonly<Record<string, string>>;
  /** Other than the body that was signed. */
  readonly sentBody?: string;
}

/**
 * Sends a request signed with Signature Version 4, as a caller without an SDK would.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedRequest(
  url: string,
  { accessKeyId, secretAccessKey, sessionToken }: Signer,
  {
    method = 'POST',
    body = '',
    contentType = 'application/json',
    service = 'lambda',
    sentBody = body,
    more = {},
  }: SignedRequest = {},
): Promise<RawAnswer> {
  const { origin, host, pathname, search } = new URL(url);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    'content-type': contentType,
    host,
    ...Object.fromEntries(Object.entries(more).filter(([name]) => name.startsWith('x-amz-'))),
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const signed = Object.keys(headers).join(';');
  const canonical = [
    method,
    pathname,
    search.slice(1),
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    '',
    signed,
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const scope = [time.slice(0, 8), 'us-east-1', service, 'aws4_request'];
  const key = scope.reduce<string | Buffer>(
    (under, part) => createHmac('sha256', under).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const digest = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), digest].join('\n');
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${[accessKeyId, ...scope].join('/')}, ` +
    `SignedHeaders=${signed}, Signature=${signature}`;
  return rawRequest(origin, {
    method,
    path: pathname + search,
    headers: { ...more, ...headers, authorization },
    body: sentBody,
  });
}
