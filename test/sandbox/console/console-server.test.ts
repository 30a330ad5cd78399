import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { runConsole, type RunningConsole, START } from './running-console.ts';

let running: RunningConsole;
beforeEach(async () => {
  running = await runConsole();
});
afterEach(() => running.close());

const later = (seconds: number) => new Date(START + seconds * 1000).toISOString();

test('GET /health says when it is ready', async () => {
  running.setReady(false);
  expect(await running.send('GET /health')).toMatchObject({ status: 503, body: { status: 'starting' } });
  running.setReady(true);
  expect(await running.send('GET /health')).toMatchObject({ status: 200, body: { status: 'ready' } });
});

test('GET /api/state gives the state as it is now, and lets nobody keep it', async () => {
  expect((await running.send('GET /api/state')).body).toMatchObject({ now: later(0) });
  await running.clock.advance(60);
  const { headers, body } = await running.send('GET /api/state');
  expect(body).toMatchObject({ now: later(60) });
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
});

test.each([
  'POST /',
  'GET /page',
  'GET /../state.ts',
  'GET /%2e%2e/state.ts',
  'GET /tsconfig.json',
  'POST /health',
  'GET /api/clock',
  'DELETE /api/state',
  'GET /api/state/',
  'GET /toString',
])('%s is answered 404 with what there is', async (route) => {
  const { status, body } = await running.send(route);
  expect([status, body['message']]).toEqual([404, `There is no ${route}.`]);
  expect(body['routes']).toContain('POST /api/clock');
});

describe('GET /api/state with what is known already', () => {
  test('is answered 304 while nothing but the time is new, with the time', async () => {
    const { headers } = await running.ask('GET /api/state');
    await running.clock.advance(60);
    const again = await running.ask('GET /api/state', { 'if-none-match': String(headers.etag) });
    expect([again.status, again.text, again.headers.etag]).toEqual([304, '', headers.etag]);
    expect([headers['sandbox-time'], again.headers['sandbox-time']]).toEqual([later(0), later(60)]);
  });

  test('is answered anew when something is', async () => {
    const { headers } = await running.ask('GET /api/state');
    running.faults.order({ kind: 'refuse' });
    const again = await running.ask('GET /api/state', { 'if-none-match': String(headers.etag) });
    expect([again.status, again.headers.etag === headers.etag]).toEqual([200, false]);
    expect(JSON.parse(again.text)).toMatchObject({ now: later(0), faults: [{ kind: 'refuse', struck: 0 }] });
  });
});

describe('orders for a client’s tokens', () => {
  test.each<[string, unknown]>([
    ['POST /api/rotate', { client: 'nobody' }],
    ['POST /api/revoke-now', { client: 'nobody', tokenId: 'tok_lt_1' }],
  ])('%s is answered 404 for a client that the stack has not', async (route, order) => {
    expect(await running.send(route, order)).toMatchObject({
      status: 404,
      body: { message: 'The stack has no client nobody.' },
    });
  });

  test.each<[string, string, unknown]>([
    ['POST /api/rotate', 'client', {}],
    ['POST /api/rotate', 'client', { client: '' }],
    ['POST /api/rotate', 'more', { client: 'acme', more: 1 }],
    ['POST /api/revoke-now', 'tokenId', { client: 'acme' }],
    ['POST /api/revoke-now', 'client', { tokenId: 'tok_lt_1' }],
    ['POST /api/revoke-now', 'evenWithoutSuccessor', { client: 'a', tokenId: 't', evenWithoutSuccessor: true }],
  ])('%s is refused with a 400 that names %s: %j', async (route, field, order) => {
    const { status, body } = await running.send(route, order);
    expect([status, body['message']]).toEqual([400, expect.stringMatching(new RegExp(`^${field}: `))]);
  });
});

describe('POST /api/clock', () => {
  test('moves the clock and answers with the time when all that became due has run', async () => {
    const ran: number[] = [];
    running.clock.at(START + 30_000, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      ran.push(running.clock.now());
    });
    expect(await running.send('POST /api/clock', { advanceSeconds: 60.5 })).toMatchObject({
      status: 200,
      body: { now: later(60.5) },
    });
    expect(ran).toEqual([START + 30_000]);
  });

  test('answers 500 and why when a job failed, and is told to the developer', async () => {
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    running.clock.at(START + 1000, () => Promise.reject(new Error('the job failed')));
    const { status, body } = await running.send('POST /api/clock', { advanceSeconds: 5 });
    expect([status, body]).toEqual([500, { message: 'POST /api/clock failed: the job failed' }]);
    expect(printed).toHaveBeenCalledWith('The sandbox’s console failed:', expect.any(Error));
    printed.mockRestore();
    expect((await running.send('POST /api/clock', { advanceSeconds: 0 })).body).toEqual({ now: later(5) });
  });

  test.each<[string, unknown]>([
    ['advanceSeconds', {}],
    ['advanceSeconds', { advanceSeconds: '60' }],
    ['advanceSeconds', { advanceSeconds: -1 }],
    ['advanceSeconds', { advanceSeconds: 1e12 }],
    ['advanceSeconds', { advanceSeconds: null }],
    ['seconds', { advanceSeconds: 1, seconds: 1 }],
    ['body', undefined],
    ['body', '{'],
    ['body', 'null'],
  ])('refuses with a 400 that names %s: %j', async (field, order) => {
    const { status, body } = await running.send('POST /api/clock', order);
    expect([status, body['message']]).toEqual([400, expect.stringMatching(new RegExp(`^${field}: `))]);
    expect(running.clock.now()).toBe(START);
  });
});

describe('/api/faults', () => {
  const FULL = {
    kind: 'throttle',
    service: 'secretsmanager',
    operation: 'PutSecretValue',
    functionName: 'rotate-acme',
    nth: 2,
    times: 3,
    status: 503,
    code: 'Busy',
    seconds: 7,
    afterActing: true,
  };

  test('POST orders a fault, GET lists it with how often it struck, DELETE clears them all', async () => {
    const whole = { faults: [{ kind: 'kill', struck: 0 }] };
    expect(await running.send('POST /api/faults', { kind: 'kill' })).toMatchObject({ status: 200, body: whole });
    await running.send('POST /api/faults', FULL);
    running.faults.strike({ service: 'kms', operation: 'Sign' });
    const { body } = await running.send('GET /api/faults');
    expect(body['faults']).toEqual([
      { kind: 'kill', struck: 1 },
      { ...FULL, struck: 0 },
    ]);
    expect(await running.send('DELETE /api/faults')).toMatchObject({ status: 200, body: { faults: [] } });
    expect(running.faults.list()).toEqual([]);
  });

  test.each(['refuse', 'throttle', 'delay', 'lose-answer', 'kill'])('take the kind %s', async (kind) => {
    expect((await running.send('POST /api/faults', { kind })).status).toBe(200);
    expect(running.faults.list()).toEqual([{ kind, struck: 0 }]);
  });

  test.each<[string, unknown]>([
    ['kind', {}],
    ['kind', { kind: 'explode' }],
    ['service', { kind: 'refuse', service: 's3' }],
    ['operation', { kind: 'refuse', operation: 1 }],
    ['functionName', { kind: 'refuse', functionName: null }],
    ['nth', { kind: 'refuse', nth: 0 }],
    ['times', { kind: 'refuse', times: 1.5 }],
    ['status', { kind: 'refuse', status: 200 }],
    ['code', { kind: 'refuse', code: false }],
    ['seconds', { kind: 'delay', seconds: -1 }],
    ['afterActing', { kind: 'kill', afterActing: 'yes' }],
    ['after', { kind: 'kill', after: true }],
    ['times', { kind: 'revoke-at-api', client: 'acme', times: 1 }],
    ['body', '"refuse"'],
    ['body', undefined],
  ])('refuse with a 400 that names %s: %j', async (field, order) => {
    const { status, body } = await running.send('POST /api/faults', order);
    expect([status, body['message']]).toEqual([400, expect.stringMatching(new RegExp(`^${field}: `))]);
    expect(running.faults.list()).toEqual([]);
  });

  test.each<[string, object, RegExp]>([
    [
      'an operation that its service has not',
      { service: 'kms', operation: 'PutSecretValue' },
      /^operation: kms has no PutSecretValue\. There are, of kms: .*Sign, .*Verify$/,
    ],
    [
      'an operation of the API, mistyped',
      { service: 'click2mail', operation: 'issueLongToken' },
      /of click2mail: issueLongTermToken, issueShortTermToken, revokeToken, /,
    ],
    [
      'an operation that no service has',
      { operation: 'PutSecret' },
      /^operation: no service has PutSecret\. .*of click2mail: .*; of secretsmanager: .*PutSecretValue, .*; of sts: /,
    ],
    [
      'a function that is not there',
      { functionName: 'rotate-acne' },
      /^functionName: there is no function rotate-acne\. There are: rotate-acme$/,
    ],
  ])('refuse %s, with what there is', async (_what, order, message) => {
    const { status, body } = await running.send('POST /api/faults', { kind: 'refuse', ...order });
    expect([status, body['message']]).toEqual([400, expect.stringMatching(message)]);
    expect(running.faults.list()).toEqual([]);
  });

  test('take every operation that GET says is known', async () => {
    const known = (await running.send('GET /api/faults')).body['operations'] as Record<string, string[]>;
    expect(Object.keys(known)).toContain('click2mail');
    for (const [service, operations] of Object.entries(known)) {
      for (const operation of operations) {
        for (const where of [{ service }, {}]) {
          const { status } = await running.send('POST /api/faults', { kind: 'refuse', operation, ...where });
          expect([operation, status]).toEqual([operation, 200]);
        }
      }
    }
  });

  test('name every field that is wrong', async () => {
    const { body } = await running.send('POST /api/faults', { kind: 'refuse', nth: 0, times: 0 });
    expect(body['message']).toMatch(/^nth: .*; times: /);
  });
});

describe('POST /api/otp', () => {
  test('gives a new code of eight digits for a client', async () => {
    const first = await running.send('POST /api/otp', { clientId: 'c2m_acme' });
    expect(first).toMatchObject({
      status: 200,
      body: { clientId: 'c2m_acme', otpCode: expect.stringMatching(/^\d{8}$/) },
    });
    const second = await running.send('POST /api/otp', { clientId: 'c2m_acme' });
    expect(second.body['otpCode']).not.toBe(first.body['otpCode']);
  });

  test('answers 404 for a client that is not registered', async () => {
    expect(await running.send('POST /api/otp', { clientId: 'c2m_nobody' })).toMatchObject({
      status: 404,
      body: { message: 'No client c2m_nobody is registered.' },
    });
  });

  test('refuses an order without a client', async () => {
    for (const order of [{}, { clientId: '' }, { clientId: 1 }]) {
      const { status, body } = await running.send('POST /api/otp', order);
      expect([status, body['message']]).toEqual([400, expect.stringMatching(/^clientId: /)]);
    }
  });
});
