import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { SignJWT } from 'jose';
import { Click2MailApi, serveClick2MailApi } from '../../../sandbox/click2mail-api/click2mail-api.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { Faults } from '../../../sandbox/faults.ts';
import { Traffic } from '../../../sandbox/traffic.ts';

export const START = Date.parse('2026-03-01T12:00:00.000Z');
export const CLIENT_ID = 'c2m_abc123';
export const CLIENT_SECRET = 'a client secret';
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const KEYS = { rsa: keyPair('rsa'), otherRsa: keyPair('rsa'), ec: keyPair('ec') };

interface RunningOptions {
  readonly scopes?: readonly string[];
  readonly audiences?: readonly string[];
  readonly requestsPerMinute?: number;
}

/** Everything that a body may hold: an issued token's fields, an AuthError's, a job's. */
export interface AnswerBody {
  readonly access_token: string;
  readonly token_id: string;
  readonly expires_in: number;
  readonly expires_at: string;
  readonly scopes: readonly string[];
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the text says as JSON; empty when there is no text. */
  readonly body: AnswerBody;
}

interface Sent {
  readonly body?: unknown;
  readonly bearer?: string | undefined;
  readonly headers?: Record<string, string>;
}

export type RunningApi = Awaited<ReturnType<typeof runApi>>;

/** The API on a port of its own and a still clock, with one client that has a secret and an RSA key `rsa-1`. */
export async function runApi({ scopes, audiences, requestsPerMinute }: RunningOptions = {}) {
  const clock = new Clock({ startAt: START, flowing: false });
  const faults = new Faults();
  const traffic = new Traffic(faults);
  const secrets: string[] = [];
  const onSecret = (value: string) => void secrets.push(value);
  const api = new Click2MailApi({ clock, traffic, onSecret, ...(requestsPerMinute && { requestsPerMinute }) });
  api.register({
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    keys: [{ kid: 'rsa-1', publicKey: KEYS.rsa.publicKey, algorithm: 'RS256' }],
    ...(scopes && { scopes }),
    ...(audiences && { audiences }),
  });
  const server = await serveClick2MailApi({ port: 0, api });
  const baseUrl = `${server.origin}/v2`;
  const issueUrl = `${baseUrl}/auth/tokens/long`;

  async function post(path: string, { body, bearer, headers = {} }: Sent = {}): Promise<Answer> {
    const response = await fetch(baseUrl + path, {
      method: 'POST',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = JSON.parse(text || '{}') as AnswerBody;
    return { status: response.status, headers: response.headers, text, body: json };
  }

  /** Asks for a long-term token by client secret, with what is given changed. */
  const issueLong = (fields: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
    post('/auth/tokens/long', {
      body: { grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: CLIENT_SECRET, ...fields },
      headers: { 'x-client-id': CLIENT_ID, ...headers },
    });

  const issueByAssertion = (assertion: string) =>
    issueLong({ grant_type: 'assertion', client_secret: undefined, assertion_type: ASSERTION_TYPE, assertion });

  const issueShort = (bearer: string, asked?: readonly string[]) =>
    post('/auth/tokens/short', { bearer, ...(asked && { body: { scopes: asked } }) });

  const longToken = async (asked?: readonly string[]): Promise<string> =>
    (await issueLong({ scopes: asked })).body.access_token;

  const shortToken = async (asked?: readonly string[]): Promise<string> =>
    (await issueShort(await longToken(), asked)).body.access_token;

  const revoke = (tokenId: string, bearer?: string) => post(`/auth/tokens/${tokenId}/revoke`, { bearer });

  const submit = (bearer?: string) => post('/jobs/single-doc-job-template', { bearer, body: {} });

  const close = () => server.close();
  return {
    api,
    clock,
    faults,
    traffic,
    secrets,
    server,
    baseUrl,
    issueUrl,
    post,
    issueLong,
    issueByAssertion,
    issueShort,
    longToken,
    shortToken,
    revoke,
    submit,
    close,
  };
}

interface AssertionChanges {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly key?: KeyObject;
}

/** A good assertion for the client, with what is given changed; undefined leaves a claim or header field out. */
export function assertionFor(audience: string, now: number, { header, claims, key }: AssertionChanges = {}) {
  const iat = Math.floor(now / 1000);
  const good = { iss: CLIENT_ID, sub: CLIENT_ID, aud: audience, jti: randomUUID(), iat, exp: iat + 300 };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'rsa-1', ...header })
    .sign(key ?? KEYS.rsa.privateKey);
}

/** Expects an AuthError and nothing else. */
export function expectRefusal(answer: Answer, status: number, code: string, message?: RegExp): void {
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(Object.keys(answer.body).filter((key) => !['code', 'message', 'details'].includes(key))).toEqual([]);
  expect(answer.body.message).toMatch(message ?? /\w/);
}

function keyPair(kind: 'rsa' | 'ec'): { publicKey: KeyObject; privateKey: KeyObject } {
  return kind === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
