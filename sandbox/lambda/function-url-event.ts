import { randomUUID } from 'node:crypto';
import { userIdOf } from '../sts/user-id.ts';
import type { Caller, WireObject } from '../aws/aws-service.ts';
import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';
import type { InvocationResult } from './deployed-function.ts';

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

const TEXT = /^(text\/|application\/(json|javascript|xml|.*\+(json|xml)|x-www-form-urlencoded))/;

/**
 * A request as its function gets it, payload format 2.0.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload
 */
export function urlEvent(request: LoopbackRequest, caller: Caller, place: UrlPlace): WireObject {
  const { method, query, body } = request;
  const { id, path, accountId, region, now } = place;
  const { cookie, ...headers } = request.headers;
  const type = headers['content-type'];
  const isText = type === undefined || TEXT.test(type.toLowerCase());
  const parameters = queryParameters(query);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')])),
    ...(parameters === undefined ? {} : { queryStringParameters: parameters }),
    requestContext: {
      accountId,
      apiId: id,
      authentication: null,
      authorizer: { iam: identity(caller, headers.authorization) },
      domainName: `${id}.lambda-url.${region}.on.aws`,
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
