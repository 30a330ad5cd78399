import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type TokenNotVended,
  type VendedTokenOptions,
  vendedToken,
  VendorUnavailable,
  VendRefused,
} from '../../consumer/index.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox/index.ts';
import { assemblyOf } from '../support/assembly.ts';
import { recordSecret } from '../support/secret-watch.ts';
import { jobStatusAt } from '../support/vend-consumer.ts';
import { TESTS_START } from '../support/tests-start.ts';

const START = TESTS_START === undefined ? {} : { startAt: new Date(TESTS_START) };

let sandbox: RunningSandbox;
let lambda: LambdaClient;
let invocations: number;

beforeAll(async () => {
  sandbox = await startSandbox({ assembly: assemblyOf('acme'), ...START });
  lambda = new LambdaClient({
    endpoint: sandbox.urls.aws,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  lambda.middlewareStack.add(
    (next) => (args) => {
      invocations += 1;
      return next(args);
    },
    { step: 'initialize' },
  );
});
beforeEach(async () => {
  await sandbox.reset();
  invocations = 0;
});
afterAll(async () => {
  lambda.destroy();
  await sandbox.stop();
});

/** A token's holder whose clock is the sandbox's. */
const vended = (options: Partial<VendedTokenOptions> = {}) => {
  const ask = vendedToken({
    ...sandbox.consumer('mail-merge'),
    lambda,
    clock: () => sandbox.now.getTime(),
    ...options,
  });
  return async (...order: Parameters<typeof ask>) => {
    const token = await ask(...order);
    recordSecret(token);
    return token;
  };
};

const failureOf = (asked: Promise<string>): Promise<TokenNotVended> =>
  asked.then(
    () => Promise.reject(new Error('A token was vended.')),
    (error: TokenNotVended) => error,
  );

const jobStatus = (token: string) => jobStatusAt(sandbox.urls.api, token);

/** Somebody at Click2Mail revokes the short-term tokens that are out. */
const revokeShortTermTokens = () => sandbox.revoke('acme', { shortTermTokens: true });

describe('a vended token', () => {
  test('is accepted by the API', async () => {
    expect(await jobStatus(await vended()())).toBe(200);
  });

  test('is kept until it has less than its minimum lifetime left, and then replaced', async () => {
    const token = vended({ minimumLifetimeSeconds: 300 });
    const first = await token();
    await sandbox.advance({ seconds: 580 });
    expect(await token()).toBe(first);
    expect(invocations).toBe(1);
    await sandbox.advance({ seconds: 30 });
    const second = await token();
    expect(second).not.toBe(first);
    expect(await jobStatus(second)).toBe(200);
    expect(invocations).toBe(2);
  });

  test('is asked for once, however many want it at the same time', async () => {
    const token = vended();
    const tokens = await Promise.all(Array.from({ length: 5 }, () => token()));
    expect([new Set(tokens).size, invocations]).toEqual([1, 1]);
  });

  test('has no more scopes than are asked for', async () => {
    const token = await vended({ alias: 'letters', scopes: ['templates:read'] })();
    expect(await jobStatus(token)).toBe(403);
  });

  test('works with a client from the environment when none is given', async () => {
    const before = { ...process.env };
    Object.assign(process.env, sandbox.env);
    expect(await jobStatus(await vendedToken(sandbox.consumer('mail-merge'))())).toBe(200);
    process.env = before;
  });
});

describe('a token that the API refuses', () => {
  test('is replaced when the caller says which it was', async () => {
    const token = vended();
    const first = await token();
    await revokeShortTermTokens();
    expect(await jobStatus(first)).toBe(401);
    const second = await token({ insteadOf: first });
    expect(await jobStatus(second)).toBe(200);
    expect(await token()).toBe(second);
  });

  test('is replaced once for all callers that were refused with it, also for one that comes late', async () => {
    const token = vended();
    const first = await token();
    await revokeShortTermTokens();
    const again = await Promise.all(Array.from({ length: 4 }, () => token({ insteadOf: first })));
    const late = await token({ insteadOf: first });
    expect([new Set([...again, late]).size, invocations]).toEqual([1, 2]);
  });

  test('is not given to anybody while it is being replaced', async () => {
    const token = vended();
    const first = await token();
    const [renewed, other] = await Promise.all([token({ insteadOf: first }), token()]);
    expect(renewed).not.toBe(first);
    expect(other).toBe(renewed);
  });

  test('is not given again when its replacement fails', async () => {
    const token = vended();
    const first = await token();
    const end = await sandbox.fault({ kind: 'refuse', service: 'lambda', status: 500, times: Infinity });
    await failureOf(token({ insteadOf: first }));
    end();
    expect(await token()).not.toBe(first);
  });

  test('is not replaced twice in a minute', async () => {
    const token = vended();
    const second = await token({ insteadOf: await token() });
    const failure = await failureOf(token({ insteadOf: second }));
    expect(failure).toBeInstanceOf(VendorUnavailable);
    expect(failure.code).toBe('RenewedJustNow');
    await sandbox.advance({ seconds: 61 });
    expect(await token()).not.toBe(second);
  });

  test('that came from elsewhere is not vended, either', async () => {
    const first = await vended()();
    expect(await vended()({ insteadOf: first })).not.toBe(first);
  });
});

describe('a failure', () => {
  test.each<[string, Partial<VendedTokenOptions>, string]>([
    ['scopes that the consumer does not have', { scopes: ['jobs:read'] }, 'ScopeNotAllowed'],
    ['a request that is not as it should be', { minimumLifetimeSeconds: 9999 }, 'InvalidVendRequest'],
    ['an alias that there is not', { alias: 'nobody' }, 'ResourceNotFoundException'],
  ])('is not to be repeated: %s', async (_why, options, code) => {
    const failure = await failureOf(vended(options)());
    expect(failure).toBeInstanceOf(VendRefused);
    expect(failure).toMatchObject({ name: 'VendRefused', code, isRetryable: false });
    expect(failure.message).toMatch(new RegExp(`^${code}: .`));
  });

  test('is not to be repeated: another function that gives no token', async () => {
    const sweep = Object.entries(sandbox.outputs).find(([name]) => name.startsWith('RevocationSweepFunctionName'))?.[1];
    const failure = await failureOf(vended({ functionName: sweep ?? '', alias: '$LATEST' })());
    expect(failure).toBeInstanceOf(VendRefused);
  });

  test('is to be repeated later: the API is down', async () => {
    const end = await sandbox.fault({ kind: 'refuse', service: 'click2mail', status: 503, times: Infinity });
    const token = vended();
    const failure = await failureOf(token());
    expect(failure).toBeInstanceOf(VendorUnavailable);
    expect(failure).toMatchObject({ name: 'VendorUnavailable', code: 'TokenApiUnavailable', isRetryable: true });
    end();
    await sandbox.advance({ minutes: 2 });
    expect(await jobStatus(await token())).toBe(200);
  });

  test.each<[string, Parameters<RunningSandbox['fault']>[0], string]>([
    ['Lambda throttles', { kind: 'throttle', service: 'lambda' }, 'TooManyRequestsException'],
    ['Lambda fails', { kind: 'refuse', service: 'lambda', status: 500 }, 'ServiceException'],
    ['the function dies', { kind: 'kill', service: 'secretsmanager' }, 'Runtime.ExitError'],
    ['nobody answers', { kind: 'lose-answer', service: 'lambda' }, 'Error'],
  ])('is to be repeated later: %s', async (_why, fault, code) => {
    await sandbox.fault(fault);
    const token = vended();
    const failure = await failureOf(token());
    expect(failure).toBeInstanceOf(VendorUnavailable);
    expect(failure.code).toBe(code);
    expect(await jobStatus(await token())).toBe(200);
  });

  test('is not to be repeated: there are no credentials', async () => {
    const lost = new LambdaClient({
      endpoint: sandbox.urls.aws,
      region: 'us-east-1',
      credentials: () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })),
    });
    expect(await failureOf(vended({ lambda: lost })())).toBeInstanceOf(VendRefused);
    lost.destroy();
  });
});
