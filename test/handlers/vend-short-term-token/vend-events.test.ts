import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { assemblyOf } from '../../support/assembly.ts';
import { type ExportedHandler, importHandler, invocationContext } from '../../support/in-process-function.ts';
import { secretsIn } from '../../support/secret-watch.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';
import { vendorArn, vendorName } from '../../support/vend-consumer.ts';

const FOLDER = join(import.meta.dirname, '../../../events', 'vend-short-term-token');

const ALL = ['jobs:submit', 'templates:read'];

const GOOD: Record<string, readonly string[]> = {
  empty: ALL,
  nothing: ALL,
  narrowed: ['templates:read'],
  'repeated-scopes': ALL,
  'longer-life': ALL,
  'instead-of': ALL,
  'instead-of-hash': ALL,
  'url-narrowed': ['templates:read'],
  'url-base64': ['templates:read'],
  'url-without-body': ALL,
};

const BAD: Record<string, { code: string; text: string; status?: number }> = {
  wider: beyond(),
  'wildcard-beyond-profile': beyond(),
  everything: invalid('list of 1 to 50 texts'),
  'no-scopes': invalid('list of 1 to 50 texts'),
  'scopes-as-text': invalid('list of 1 to 50 texts'),
  'life-too-long': invalid('a number from 0 to 840'),
  'life-as-text': invalid('a number from 0 to 840'),
  'instead-of-token': invalid('the token_id of the token that was refused, or its SHA-256'),
  'instead-of-number': invalid('the token_id of the token that was refused, or its SHA-256'),
  'extra-field': invalid('fields besides scopes, minimum_lifetime_seconds, instead_of'),
  'prototype-field': invalid('fields besides scopes, minimum_lifetime_seconds, instead_of'),
  'not-an-object': invalid('to be a JSON object'),
  'url-wider': { ...beyond(), status: 403 },
  'url-get': { ...invalid('Ask with POST'), status: 400 },
  'url-not-json': { ...invalid('to be JSON'), status: 400 },
};

function invalid(text: string) {
  return { code: 'INVALID_VEND_REQUEST', text };
}

function beyond() {
  return { code: 'SCOPE_NOT_ALLOWED', text: 'scopes that the consumer does not have' };
}

interface Answer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

let running: TestSandbox;
let handler: ExportedHandler;

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme', 'initech'));
  await running.client('acme').issueFirstToken();
  handler = await importHandler('vend-short-term-token', vendorName(running), running);
});

afterAll(() => running.stop());

const vend = (event: unknown, alias: string | undefined = 'letters') =>
  handler(event, invocationContext(vendorName(running), vendorArn(running, alias))) as Promise<Answer>;

const refusalOf = (event: unknown, alias?: string) =>
  vend(event, alias).then(
    () => undefined,
    (error: unknown) => error as Error & { code: string },
  );

const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));

describe('the events of events/vend-short-term-token', () => {
  test('are all replayed here', () => {
    const files = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
    expect(files.toSorted()).toEqual([...Object.keys(GOOD), ...Object.keys(BAD)].toSorted());
  });

  test.each(Object.entries(GOOD))('%s gives a token with %j', async (name, scopes) => {
    const answer = await vend(read(name));
    const token = name.startsWith('url-') ? (JSON.parse(answer.body ?? '') as object) : answer;
    expect(token).toEqual({
      token_type: 'Bearer',
      access_token: expect.stringMatching(/^ey/),
      expires_in: expect.any(Number),
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      scopes,
      token_id: expect.any(String),
    });
    if (answer === token) return;
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  });

  test.each(Object.entries(BAD))('%s is refused with a clear error', async (name, { code, text, status }) => {
    if (status === undefined) {
      const refusal = await refusalOf(read(name));
      expect(refusal).toMatchObject({ code });
      expect(refusal?.message).toContain(text);
      return;
    }
    const { statusCode, headers, body = '' } = await vend(read(name));
    expect({ statusCode, headers }).toMatchObject({ statusCode: status, headers: { 'cache-control': 'no-store' } });
    expect(JSON.parse(body)).toEqual({ code: code.toLowerCase(), message: expect.stringContaining(text) });
  });
});

/** What the function writes while it does something. */
async function linesOf(work: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    await work();
    return lines.join('').split('\n');
  } finally {
    spy.mockRestore();
  }
}

describe('an event that looks like one of a function URL', () => {
  const urlEvent = read('url-narrowed') as { readonly requestContext: object };
  const withCaller = (userArn: unknown) => ({
    ...urlEvent,
    requestContext: { ...urlEvent.requestContext, authorizer: { iam: { userArn } } },
  });

  test('of a consumer without a URL is a request that is not as it should be', async () => {
    expect(await refusalOf(withCaller('arn:aws:iam::1:role/anybody'), 'archive')).toMatchObject({
      code: 'INVALID_VEND_REQUEST',
    });
  });

  test('of a consumer with one is answered as HTTP, and what it says of the caller is recorded as a claim', async () => {
    const lines = await linesOf(() => vend(withCaller(`arn:aws:iam::1:role/${'x'.repeat(100_000)}`)));
    const record = JSON.parse(lines.find((line) => line.includes('Vended a token')) ?? '{}') as Record<string, string>;
    expect(record).not.toHaveProperty('caller');
    expect(record['claimedCaller']).toHaveLength(700);
  });

  test.each([7, {}, ['arn']])('that has %j for a caller is none', async (userArn) => {
    expect(await refusalOf(withCaller(userArn))).toMatchObject({ code: 'INVALID_VEND_REQUEST' });
  });
});

test.each(['__proto__', 'constructor', 'toString', 'nobody', '7', '$LATEST'])(
  'the alias %s is no consumer',
  async (alias) => {
    expect(await refusalOf({}, alias)).toMatchObject({ code: 'UNKNOWN_PROFILE' });
  },
);

/** Anything that is no request: wrong types, wrong sizes, all of Unicode, keys that JavaScript reserves. */
const malformed = fc.oneof(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.array(fc.jsonValue()),
  ),
  fc.dictionary(
    fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'Scopes', 'scope'), fc.string({ minLength: 9 })),
    fc.jsonValue(),
    { minKeys: 1 },
  ),
  fc.record({
    scopes: fc.oneof(fc.integer(), fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), fc.constant({})),
  }),
  fc.record({ scopes: fc.constant(Array.from({ length: 51 }, () => 'jobs:submit')) }),
  fc.record({ minimum_lifetime_seconds: fc.oneof(fc.string(), fc.double({ min: 841 }), fc.integer({ max: -1 })) }),
);

describe('200 malformed requests', () => {
  test('are the caller’s error, directly and by the function URL, without a trace of the code and without a token', async () => {
    const tokensBefore = running.sandbox.api.tokens().length;
    const url = read('url-narrowed') as object;
    await fc.assert(
      fc.asyncProperty(malformed, async (request) => {
        const refusal = await refusalOf(request);
        expect(refusal?.code).toMatch(/^(INVALID_VEND_REQUEST|SCOPE_NOT_ALLOWED)$/);
        expect(refusal?.message).not.toContain('defect');
        const { statusCode = 0, body = '' } = await vend({ ...url, body: JSON.stringify(request) });
        expect([400, 403]).toContain(statusCode);
        expect(Object.keys(JSON.parse(body) as object)).toEqual(['code', 'message']);
        expect(body).not.toMatch(/\bat .*:\d+|access_token/);
      }),
      { numRuns: 200 },
    );
    expect(running.sandbox.api.tokens()).toHaveLength(tokensBefore);
  });

  test('of 6 MB are, too', async () => {
    const scopes = ['x'.repeat(6 * 1024 * 1024 - 100)];
    expect(await refusalOf({ scopes })).toMatchObject({ code: 'INVALID_VEND_REQUEST' });
    const { lambda } = running.sandbox;
    const invoked = await lambda.invoke(vendorName(running), Buffer.from(JSON.stringify({ scopes })), {
      qualifier: 'letters',
    });
    expect(JSON.parse(invoked.payload.toString())).toMatchObject({ errorType: 'InvalidVendRequest' });
    expect(invoked.payload.length).toBeLessThan(5000);
  });

  test('leave no secret in the log', () => {
    expect(secretsIn(running.lines.join('\n'), running.secrets)).toEqual([]);
  });
});
