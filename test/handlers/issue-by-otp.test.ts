import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { secretsIn } from '../support/secret-watch.ts';
import { type ExportedHandler, importHandler, invocationContext } from '../support/in-process-function.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'events', 'issue-by-otp');

let running: TestSandbox;
let functionName: string;
let handler: ExportedHandler;

beforeAll(async () => {
  running = await TestSandbox.start();
  const functions = running.sandbox.lambda.functions();
  functionName =
    functions.find(({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === 'issue-by-otp')?.functionName ?? '';
  handler = await importHandler('issue-by-otp', functionName, running);
});

afterEach(() => running.sandbox.faults.clear());

afterAll(() => running.stop());

const order = (event: unknown): Promise<unknown> =>
  handler(event, invocationContext(functionName, `arn:${functionName}`));

const refusalOf = (event: unknown) =>
  order(event).then(
    () => undefined,
    (error: unknown) => error as Error & { code: string },
  );

const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));

/** The event as it is, but for the code: a good one is different each time. */
const withCode = (name: string, client: TestClient): object => ({
  ...(read(name) as object),
  otp_code: running.sandbox.api.oneTimeCode(client.clientId),
});

const BAD: Record<string, { name: string; code: string; text: string }> = {
  'wrong-code': { name: 'OneTimeCodeRefused', code: 'ONE_TIME_CODE_REFUSED', text: 'wrong, used or expired' },
  'missing-client': invalid('does not name a client'),
  'unknown-client': invalid('There is no such client; there are acme'),
  'prototype-client': invalid('There is no such client'),
  'missing-code': invalid('has no otp_code'),
  'code-as-number': invalid('as text'),
  'replace-as-text': invalid('true or false'),
  'extra-field': invalid('fields besides client, otp_code, replace'),
  'not-an-object': invalid('to be an object'),
  nothing: invalid('to be an object'),
};

function invalid(text: string) {
  return { name: 'InvalidOrder', code: 'INVALID_ORDER', text };
}

describe('the events of events/issue-by-otp', () => {
  let client: TestClient;

  beforeEach(() => {
    client = running.client('initech');
  });

  test('are all replayed here', () => {
    const files = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
    expect(files.toSorted()).toEqual(['first-token', 'current-token-good', 'replace', ...Object.keys(BAD)].toSorted());
  });

  test('first-token issues a first token, and leaves the ledger as a rotation would', async () => {
    const issued = await order(withCode('first-token', client));
    const current = client.versionWith('AWSCURRENT') ?? '';
    expect(issued).toEqual({
      client: 'initech',
      version_id: current,
      token_id: client.tokenIdOf(current),
      expires_at: client.tokens[0]?.expiresAt,
      scopes: ['jobs:submit', 'templates:read', 'tokens:write'],
    });
    expect(client.tokens).toMatchObject([{ grant: 'otp_code', state: 'live' }]);
    expect(client.labelsOf(current)).toEqual(
      expect.arrayContaining(['AWSCURRENT', `click2mail:${current}`, expect.stringMatching(/^click2mail:begun:/)]),
    );
    expect(client.ledger('due')).toEqual([]);
  });

  test('current-token-good is refused, and the code is not spent', async () => {
    const event = withCode('current-token-good', client);
    expect(await refusalOf(event)).toMatchObject({ name: 'CurrentTokenGood', code: 'CURRENT_TOKEN_GOOD' });
    expect(client.tokens).toHaveLength(1);
    await expect(order({ ...event, replace: true })).resolves.toMatchObject({ client: 'initech' });
  });

  test('replace supersedes a good token, which keeps its grace', async () => {
    const before = client.versionWith('AWSCURRENT') ?? '';
    await order(withCode('replace', client));
    expect(client.versionWith('AWSPREVIOUS')).toBe(before);
    expect(client.labelsOf(before)).toContain(`click2mail:${before}`);
    expect(client.ledger('due').some((label) => label.endsWith(before))).toBe(true);
    expect(client.liveTokens.some(({ id }) => id === client.tokenIdOf(before))).toBe(true);
  });

  test.each(Object.keys(BAD))('%s is refused with a clear error, and changes nothing', async (name) => {
    const { code, text, name: errorName } = BAD[name] ?? invalid('');
    const before = secretsAndTokens();
    const refusal = await refusalOf(read(name));
    expect(refusal).toMatchObject({ name: errorName, code });
    expect(refusal?.message).toContain(text);
    expect(secretsAndTokens()).toBe(before);
  });
});

/** What an order may change. Short-term tokens come and go with the question whether a token is good; alarms by the clock. */
function secretsAndTokens(): string {
  const { clients, tokens } = running.sandbox.state();
  return JSON.stringify({ clients, tokens: tokens.filter(({ kind }) => kind === 'long') });
}

describe('a one-time code', () => {
  test('that was used is refused', async () => {
    const client = running.client('globex');
    const code = running.sandbox.api.oneTimeCode(client.clientId);
    await order({ client: 'globex', otp_code: code });
    expect(await refusalOf({ client: 'globex', otp_code: code, replace: true })).toMatchObject({
      code: 'ONE_TIME_CODE_REFUSED',
    });
    expect(client.tokens).toHaveLength(1);
  });

  test('that has expired is refused', async () => {
    const client = running.client('acme');
    const code = running.sandbox.api.oneTimeCode(client.clientId);
    await running.sandbox.clock.advance(11 * 60);
    expect(await refusalOf({ client: 'acme', otp_code: code })).toMatchObject({ code: 'ONE_TIME_CODE_REFUSED' });
    expect(client.tokens).toEqual([]);
    expect(client.ledger('begun')).toEqual([]);
  });

  test('of another client is refused', async () => {
    const code = running.sandbox.api.oneTimeCode(running.client('globex').clientId);
    expect(await refusalOf({ client: 'acme', otp_code: code })).toMatchObject({ code: 'ONE_TIME_CODE_REFUSED' });
  });

  test('is the way back in when the current token is dead: no replace is needed', async () => {
    const client = running.client('padded');
    await client.rotate();
    const dead = client.versionWith('AWSCURRENT') ?? '';
    running.sandbox.api.revokeOutOfBand(client.tokenIdOf(dead) ?? '');
    await order({ client: 'padded', otp_code: running.sandbox.api.oneTimeCode(client.clientId) });
    expect(client.liveTokens.map(({ id }) => id)).toEqual([client.tokenIdOf(client.versionWith('AWSCURRENT') ?? '')]);
    await client.rotate();
    expect(client.rotations.at(-1)?.outcome).toBe('succeeded');
  });

  test('is not spent while the API cannot say whether the current token works', async () => {
    const client = running.client('elliptic');
    await client.rotate();
    const code = running.sandbox.api.oneTimeCode(client.clientId);
    running.sandbox.faults.order({ kind: 'refuse', status: 500, operation: 'issueShortTermToken', times: 9 });
    expect(await refusalOf({ client: 'elliptic', otp_code: code })).toMatchObject({ code: 'TOKEN_API_UNAVAILABLE' });
    running.sandbox.faults.clear();
    await order({ client: 'elliptic', otp_code: code, replace: true });
    expect(client.tokens).toHaveLength(2);
  });

  test('is in no log line', () => {
    expect(secretsIn(running.lines.join('\n'), running.secrets)).toEqual([]);
  });
});
