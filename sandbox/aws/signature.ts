import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LoopbackRequest } from '../loopback-server.ts';
import type { ServiceName } from '../service-name.ts';
import { AwsError, type Caller } from './aws-service.ts';
import { canonicalRequest, sha256Hex } from './canonical-request.ts';
import type { Credentials, IssuedCredentials } from './credentials.ts';

/** What a request must be signed for. */
export interface SigningScope {
  readonly service: ServiceName;
  readonly region: string;
  /** Whether the service is there in every other region, too. */
  readonly isInEveryRegion?: boolean;
}

interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

const REGION = /^[a-z]{2,3}(?:-[a-z]+)+-\d$/;

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.';

/**
 * Who signed the request. The age of the signature is not looked at, because the sandbox's clock is moved ahead of
 * the clients' clocks; whether a session has expired is.
 * @throws AwsError with the name that AWS's JSON services use: `MissingAuthenticationTokenException`,
 * `IncompleteSignatureException`, `UnrecognizedClientException`, `InvalidSignatureException` or
 * `ExpiredTokenException`
 */
export function callerOf(request: LoopbackRequest, scope: SigningScope, credentials: Credentials): Caller {
  const authorization = readAuthorization(request);
  const timestamp = timestampOf(request);
  checkScope(authorization, timestamp, scope);
  checkSignedHeaders(request, authorization.signedHeaders);
  const issued = credentials.find(authorization.accessKeyId);
  if (issued === undefined || header(request, 'x-amz-security-token') !== issued.sessionToken) {
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  checkSignature(request, authorization, timestamp, issued);
  if (credentials.hasExpired(issued)) {
    throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  const { region } = authorization;
  return {
    ...issued.caller,
    traceHeader: header(request, 'x-amzn-trace-id'),
    ...(region !== scope.region && { region }),
  };
}

function readAuthorization(request: LoopbackRequest): Authorization {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    if (/(^|&)X-Amz-Signature=/i.test(request.query)) {
      throw incomplete('The sandbox takes signatures in the Authorization header only, not in the query.');
    }
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const [, algorithm, list = ''] = /^(\S+)\s*(.*)$/.exec(authorization) ?? [];
  if (algorithm !== ALGORITHM) {
    throw incomplete(`Unsupported AWS 'algorithm': '${algorithm}'. The sandbox knows '${ALGORITHM}'.`);
  }
  const parameters = new Map(list.split(',').map((part) => splitAt(part.trim(), '=')));
  const [credential, names, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) => {
    const value = parameters.get(name);
    if (value === undefined || value === '') throw incomplete(`Authorization header requires '${name}' parameter.`);
    return value;
  }) as [string, string, string];
  const [terminator, service = '', region = '', date = '', ...key] = credential.split('/').toReversed();
  if (key.length === 0 || terminator !== 'aws4_request') {
    throw incomplete(`Credential must have exactly 5 slash-delimited elements and end in 'aws4_request'.`);
  }
  const accessKeyId = key.toReversed().join('/');
  return { accessKeyId, date, region, service, signedHeaders: names.split(';'), signature };
}

/** The time as signed, `yyyymmddThhmmssZ`. */
function timestampOf(request: LoopbackRequest): string {
  const timestamp = header(request, 'x-amz-date');
  if (timestamp === undefined || !/^\d{8}T\d{6}Z$/.test(timestamp)) {
    throw incomplete(`Authorization header requires existence of a 'X-Amz-Date' header of the form yyyymmddThhmmssZ.`);
  }
  return timestamp;
}

function checkScope({ date, region, service }: Authorization, timestamp: string, scope: SigningScope): void {
  const day = timestamp.slice(0, 8);
  if (date !== day) {
    throw mismatch(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'${date}' != '${day}', from '${timestamp}'.`,
    );
  }
  const isServed = region === scope.region || (scope.isInEveryRegion === true && REGION.test(region));
  if (!isServed) throw mismatch(`Credential should be scoped to a valid region, not '${region}'.`);
  if (service !== scope.service) {
    throw mismatch(`Credential should be scoped to correct service: '${scope.service}'.`);
  }
}

/** AWS asks for Host and every x-amz-* header, or a signed request could be sent on to do something else. */
function checkSignedHeaders(request: LoopbackRequest, signedHeaders: readonly string[]): void {
  if (!signedHeaders.includes('host')) {
    throw mismatch(`'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.`);
  }
  const unsigned = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    throw mismatch(`There were headers present in the request which were not signed: ${unsigned.join(', ')}`);
  }
}

function checkSignature(
  request: LoopbackRequest,
  { date, region, service, signedHeaders, signature }: Authorization,
  timestamp: string,
  { secretAccessKey }: IssuedCredentials,
): void {
  const bodyHash = header(request, 'x-amz-content-sha256');
  if (bodyHash !== undefined && bodyHash !== sha256Hex(request.body)) throw mismatch(MISMATCH);
  const scope = [date, region, service, 'aws4_request'];
  const hashed = sha256Hex(canonicalRequest(request, signedHeaders));
  const signingKey = scope.reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secretAccessKey}`);
  const toSign = [ALGORITHM, timestamp, scope.join('/'), hashed].join('\n');
  const expected = Buffer.from(hmac(signingKey, toSign).toString('hex'));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw mismatch(MISMATCH);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function header(request: LoopbackRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function splitAt(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function incomplete(message: string): AwsError {
  return new AwsError('IncompleteSignatureException', message);
}

function mismatch(message: string): AwsError {
  return new AwsError('InvalidSignatureException', message);
}
