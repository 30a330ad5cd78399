import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultOrder } from '../../../sandbox/faults.ts';
import type { RecordedCall } from '../../../sandbox/traffic.ts';
import { assemblyOf } from '../../support/assembly.ts';
import { secretsIn } from '../../support/secret-watch.ts';
import { signedRequest } from '../../support/signed-request.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';
import { jobStatus, vendorArn, vendorName } from '../../support/vend-consumer.ts';

interface Vend {
  readonly access_token?: string;
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly calls: readonly RecordedCall[];
}

let running: TestSandbox;

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme', 'initech'));
  await running.client('acme').issueFirstToken();
});

afterEach(() => running.sandbox.faults.clear());

afterAll(() => running.stop());

const vend = async (alias = 'letters', request: object = {}): Promise<Vend> => {
  const { payload, calls } = await running.sandbox.lambda.invoke(
    vendorName(running),
    Buffer.from(JSON.stringify(request)),
    { qualifier: alias },
  );
  return { ...(JSON.parse(payload.toString()) as object), calls };
};

const fault = (order: Omit<FaultOrder, 'functionName'>) =>
  running.sandbox.faults.order({ functionName: vendorName(running), ...order });

const minutes = (count: number) => running.sandbox.clock.advance(count * 60);

/** Whatever is kept has ended then, and no back-off lasts as long. */
const untilNothingIsKept = () => minutes(16);

const expectRecovery = async (alias?: string) => {
  running.sandbox.faults.clear();
  await minutes(2);
  const { access_token: token = '', errorMessage } = await vend(alias);
  expect(errorMessage).toBeUndefined();
  expect(await jobStatus(running, token)).toBe(200);
};

const called = ({ calls }: Vend) => calls.map(({ operation, status }) => `${operation} ${status}`);

describe('when the API fails', () => {
  const EXCHANGE = { service: 'click2mail', operation: 'issueShortTermToken' } as const;

  test.each<[string, Omit<FaultOrder, 'functionName'>, string]>([
    ['answers 500', { kind: 'refuse', status: 500, times: 99 }, 'answered 500'],
    ['answers 503', { kind: 'refuse', status: 503, times: 99 }, 'answered 503'],
    ['answers 429', { kind: 'throttle', seconds: 30, times: 99 }, 'answered 429'],
    ['gives no answer', { kind: 'lose-answer', times: 99 }, 'ECONNRESET'],
    ['answers with another status', { kind: 'refuse', status: 200, times: 99 }, 'cannot be read'],
    ['answers what is no token', { kind: 'refuse', status: 201, times: 99 }, 'cannot be read'],
    ['answers too much', { kind: 'oversize', times: 99 }, 'more than 64 KiB'],
    ['answers too late', { kind: 'delay', seconds: 22, times: 99 }, 'no answer in time'],
  ])('and %s, the error says to try again, and the next request recovers', async (_what, order, text) => {
    await untilNothingIsKept();
    fault({ ...EXCHANGE, ...order });
    const failed = await vend();
    expect(failed).toMatchObject({ errorType: 'TokenApiUnavailable' });
    expect(failed.errorMessage).toContain(text);
    expect(failed.errorMessage).toMatch(/Try again (later|in \d+ s)|cannot be read/);
    await expectRecovery();
  });

  test('the next callers wait for the back-off without asking it, and are told how long', async () => {
    await untilNothingIsKept();
    fault({ ...EXCHANGE, kind: 'throttle', seconds: 30, times: 99 });
    await vend();
    const next = await vend();
    expect(next).toMatchObject({ errorType: 'TokenApiUnavailable', calls: [] });
    expect(next.errorMessage).toMatch(/Try again in \d+ s/);
    await expectRecovery();
  });

  test('callers notice nothing while the kept token lasts', async () => {
    await untilNothingIsKept();
    const { access_token: kept } = await vend();
    fault({ ...EXCHANGE, kind: 'refuse', status: 503, times: 999 });
    await minutes(13);
    expect(await vend()).toMatchObject({ access_token: kept });
    expect(await vend('letters', { minimum_lifetime_seconds: 300 })).toMatchObject({
      errorType: 'TokenApiUnavailable',
    });
    await expectRecovery();
  });

  test('a function URL says so with 503 and Retry-After, and shows no stack', async () => {
    await untilNothingIsKept();
    fault({ ...EXCHANGE, kind: 'throttle', seconds: 30, times: 99 });
    const url = running.sandbox.functionUrls.addressOf(vendorArn(running, 'mail-merge')) ?? '';
    const administrator = { accessKeyId: 'test', secretAccessKey: 'test' };
    const { status, headers, text } = await signedRequest(url, administrator);
    expect({ status, seconds: headers['retry-after'], store: headers['cache-control'] }).toEqual({
      status: 503,
      seconds: '30',
      store: 'no-store',
    });
    expect(JSON.parse(text)).toEqual({
      code: 'token_api_unavailable',
      message: expect.stringContaining('Try again'),
      details: { retry_after_seconds: 30 },
    });
    running.sandbox.faults.clear();
    await minutes(2);
    expect((await signedRequest(url, administrator)).status).toBe(200);
  });
});

describe('when the secret', () => {
  test('was rotated and its old token revoked, the new one is read, once, and used', async () => {
    await untilNothingIsKept();
    const client = running.client('acme');
    await vend('letters', { scopes: ['jobs:submit'] });
    const before = client.tokenIdOf(client.versionWith('AWSCURRENT') ?? '') ?? '';
    await client.rotate();
    running.sandbox.api.revokeOutOfBand(before);
    const vended = await vend('letters', { scopes: ['templates:read'] });
    expect(vended.errorMessage).toBeUndefined();
    expect(called(vended)).toEqual(['issueShortTermToken 401', 'GetSecretValue 200', 'issueShortTermToken 201']);
  });

  test('holds a revoked token, an operator is asked for, and a rotation mends it', async () => {
    await untilNothingIsKept();
    const client = running.client('acme');
    running.sandbox.api.revokeOutOfBand(client.tokenIdOf(client.versionWith('AWSCURRENT') ?? '') ?? '');
    const refused = await vend();
    expect(refused).toMatchObject({ errorType: 'TokenRefused' });
    expect(refused.errorMessage).toContain('401');
    await client.rotate();
    await expectRecovery();
  });

  test('was never filled, the caller learns that, and a first token mends it', async () => {
    expect(await vend('archive')).toMatchObject({
      errorType: 'NotBootstrapped',
      errorMessage: expect.stringContaining('one-time code'),
    });
    await running.client('initech').issueFirstToken();
    await expectRecovery('archive');
  });

  test('holds what is no token, it counts as not filled, and a rotation mends it', async () => {
    await untilNothingIsKept();
    const client = running.client('acme');
    await client.administrate('PutSecretValue', { SecretString: '{"access_token":' });
    expect(await vend()).toMatchObject({ errorType: 'NotBootstrapped' });
    await client.rotate();
    await expectRecovery();
  });

  test.each([
    ['cannot be read', { kind: 'refuse', status: 403 } as const],
    ['is not there', { kind: 'refuse', status: 400, code: 'ResourceNotFoundException' } as const],
  ])('%s, the error names AWS’s, and the next request recovers', async (_what, order) => {
    await untilNothingIsKept();
    fault({ ...order, service: 'secretsmanager', operation: 'GetSecretValue', times: 9 });
    const failed = await vend();
    expect(failed).toMatchObject({ errorType: 'SecretUnreadable' });
    expect(failed.errorMessage).toMatch(/AccessDeniedException|ResourceNotFoundException/);
    await expectRecovery();
  });
});

test('nothing of this is in the log but ids', () => {
  expect(secretsIn(running.lines.join('\n'), running.secrets)).toEqual([]);
});
