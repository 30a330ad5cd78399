import { beforeEach, describe, expect, test } from '@jest/globals';
import { type FaultOrder, Faults } from '../../sandbox/faults.ts';
import { type RecordedCall, rootTraceId, Traffic } from '../../sandbox/traffic.ts';

const TRACE_ID = '1-65a1b2c3-0123456789abcdef01234567';
const HEADER = `Root=${TRACE_ID};Parent=53995c3f42cd8ad8;Sampled=0`;

let traffic: Traffic;
/** What happened, in order. */
let told: string[];
let calls: RecordedCall[];

beforeEach(() => {
  traffic = new Traffic(new Faults());
  told = [];
  calls = traffic.begin({ traceId: TRACE_ID, functionName: 'rotate-acme', kill: () => void told.push('killed') });
});

const serve = (operation = 'Sign', traceHeader: string | undefined = HEADER) =>
  traffic.serve<{ status: number }>(
    { service: 'kms', operation, traceHeader },
    () => {
      told.push('acted');
      return { status: 200 };
    },
    (status, fault) => {
      told.push(`refused with ${status} for ${fault.kind}`);
      return { status };
    },
  );

describe('an answered call', () => {
  test('is recorded with the invocation it belongs to', async () => {
    expect(await serve('Sign')).toEqual({ status: 200 });
    await serve('GetPublicKey');
    const common = { service: 'kms', status: 200, functionName: 'rotate-acme' };
    expect(calls).toEqual([
      { ...common, operation: 'Sign' },
      { ...common, operation: 'GetPublicKey' },
    ]);
  });

  test.each([
    ['without a trace id', ''],
    ['of another trace', `Root=1-65a1b2c3-ffffffffffffffffffffffff;Parent=53995c3f42cd8ad8`],
  ])('%s is served and recorded nowhere', async (_name, header) => {
    expect(await serve('Sign', header)).toEqual({ status: 200 });
    expect(calls).toEqual([]);
  });

  test('after the end of its invocation is served and recorded nowhere', async () => {
    traffic.end(TRACE_ID);
    expect(await serve()).toEqual({ status: 200 });
    expect(calls).toEqual([]);
  });

  test('is recorded also when the invocation ends before the answer', async () => {
    const { promise, resolve } = Promise.withResolvers<{ status: number }>();
    const serving = traffic.serve(
      { service: 'kms', operation: 'Sign', traceHeader: HEADER },
      () => promise,
      (status) => ({ status }),
    );
    traffic.end(TRACE_ID);
    resolve({ status: 200 });
    await serving;
    expect(calls).toHaveLength(1);
  });
});

describe('a fault', () => {
  const order = (fault: FaultOrder) => traffic.faults.order(fault);

  test.each<[string, FaultOrder, string[], number]>([
    ['refuse', { kind: 'refuse' }, ['refused with 500 for refuse'], 500],
    ['refuse with a status', { kind: 'refuse', status: 403 }, ['refused with 403 for refuse'], 403],
    ['throttle', { kind: 'throttle', status: 500 }, ['refused with 429 for throttle'], 429],
    ['delay', { kind: 'delay', seconds: 0.05 }, ['acted'], 200],
    ['lose-answer', { kind: 'lose-answer' }, ['acted'], 0],
    ['kill', { kind: 'kill' }, ['killed'], 0],
    ['kill after acting', { kind: 'kill', afterActing: true }, ['acted', 'killed'], 0],
  ])('%s does what it says, and its answer is recorded', async (_name, fault, happened, status) => {
    order({ ...fault, service: 'kms', operation: 'Sign', functionName: 'rotate-acme' });
    expect(await serve()).toEqual(status === 0 ? undefined : { status });
    expect(told).toEqual(happened);
    expect(calls).toEqual([{ service: 'kms', operation: 'Sign', status, functionName: 'rotate-acme' }]);
  });

  test('of delay holds the call back for so many seconds of the machine', async () => {
    order({ kind: 'delay', seconds: 0.1 });
    const began = performance.now();
    const serving = serve();
    expect(told).toEqual([]);
    await serving;
    // A timer of Node may be a millisecond early.
    expect(performance.now() - began).toBeGreaterThanOrEqual(99);
  });

  test('of kill without a function to kill closes the connection', async () => {
    order({ kind: 'kill' });
    expect(await serve('Sign', '')).toBeUndefined();
    expect(told).toEqual([]);
  });

  test('is handed to the refusal, with its code and seconds', async () => {
    const fault: FaultOrder = { kind: 'throttle', code: 'rate_limited', seconds: 7 };
    order(fault);
    const handed: FaultOrder[] = [];
    await traffic.serve(
      { service: 'click2mail', operation: 'issueLongTermToken' },
      () => ({ status: 201 }),
      (status, given) => {
        handed.push(given);
        return { status };
      },
    );
    expect(handed).toEqual([fault]);
  });
});

test.each([
  [HEADER, TRACE_ID],
  [`Root=${TRACE_ID}`, TRACE_ID],
  [`Self=1-2-3; Root=${TRACE_ID};Sampled=1`, TRACE_ID],
  [`Parent=53995c3f42cd8ad8;Sampled=0`, undefined],
  [`NotRoot=${TRACE_ID}`, undefined],
  ['', undefined],
  [undefined, undefined],
])('the root trace id of %j is %j', (header, traceId) => {
  expect(rootTraceId(header)).toBe(traceId);
});
