import { randomBytes, randomUUID } from 'node:crypto';
import { userIdOf } from '../sts/user-id.ts';
import type { Caller, WireObject } from '../aws/aws-service.ts';
import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';
import type { InvocationResult } from './invocation.ts';
import { newTraceId } from './invocation-ids.ts';

interface UrlPlace {
  readonly id: string;
  /** Path behind the address. */
  readonly path: string;
  /** Of the function, whoever calls. */
  readonly accountId: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Any other body is base64, and so is one without a type: https://github.com/ministackorg/ministack/pull/766 */
const TEXT = /^(text\/|application\/(json|javascript|xml)\s*(;|$))/;

/** Of the connection, not of the request: RFC 9110 §7.6.1. */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/**
 * A request as its function gets it, payload format 2.0.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload
 */
export function urlEvent(request: LoopbackRequest, caller: Caller, place: UrlPlace): WireObject {
  const { method, query, body } = request;
  const { id, path, accountId, region, now } = place;
  const { cookie, authorization } = request.headers;
  const isText = TEXT.test(request.headers['content-type']?.toLowerCase() ?? '');
  const domainName = `${id}.lambda-url.${region}.on.aws`;
  const headers = eventHeaders(request, domainName, now);
  const parameters = queryParameters(query);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(parameters === undefined ? {} : { queryStringParameters: parameters }),
    requestContext: {
      accountId,
      apiId: id,
      authentication: null,
      authorizer: { iam: identity(caller, authorization) },
      domainName,
      domainPrefix: id,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: headers['user-agent'] ?? null },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: clfTime(now),
      timeEpoch: Math.round(now),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/**
 * What the caller gets. An object with a `statusCode` is the whole response; anything else is the body of a 200.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload
 */
export function urlResponse({ payload, functionError, requestId }: InvocationResult): LoopbackResponse {
  const own = { 'x-amzn-requestid': requestId };
  const json = { 'content-type': 'application/json', ...own };
  if (functionError !== undefined) return { status: 502, headers: json, body: 'Internal Server Error' };
  const answer: unknown = JSON.parse(payload.toString());
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) {
    return { status: 200, headers: json, body: typeof answer === 'string' ? answer : payload };
  }
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = answer as HttpResult;
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return {
    status: statusCode,
    headers: { ...json, ...Object.fromEntries(named) },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}

interface HttpResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/**
 * The headers that a function gets: those of the request without the signature, and those that AWS's front adds.
 * A sample, as AWS sent it: https://docs.powertools.aws.dev/lambda/python/latest/core/event_handler/api_gateway/
 */
function eventHeaders(request: LoopbackRequest, domainName: string, now: number): Record<string, string> {
  const { authorization: _signature, ...sent } = request.headers;
  const told = Object.entries(sent).filter(([name]) => !OF_THE_CONNECTION.has(name));
  return {
    ...Object.fromEntries(told.map(([name, value]) => [name, [value].flat().join(name === 'cookie' ? '; ' : ',')])),
    host: domainName,
    'x-amzn-tls-cipher-suite': 'TLS_AES_128_GCM_SHA256',
    'x-amzn-tls-version': 'TLSv1.3',
    'x-amzn-trace-id': String(sent['x-amzn-trace-id'] ?? `Root=${newTraceId(randomBytes, now)}`),
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}

/** Who signed. What does not apply is null. */
function identity(caller: Caller, authorization = ''): WireObject {
  const userId = userIdOf(caller);
  return {
    accessKey: /Credential=([^/]+)\//.exec(authorization)?.[1] ?? null,
    accountId: caller.accountId,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: caller.arn,
    userId,
  };
}

/** A name that comes several times has its values joined by commas. */
function queryParameters(query: string): Record<string, string> | undefined {
  if (query === '') return undefined;
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, list]) => [name, list.join(',')]));
}

/** For example `24/Nov/2026:09:00:00 +0000`. */
function clfTime(now: number): string {
  const [, day, month, year, time] = new Date(now).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
