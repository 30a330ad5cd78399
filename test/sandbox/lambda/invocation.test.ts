import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isRunning, startLambda, type Failure, type StartedLambda } from './started-lambda.ts';

let started: StartedLambda;
beforeAll(async () => {
  started = await startLambda();
  started.deploy(
    'echo',
    `export const handler = async (event, context) => ({ event, arn: context.invokedFunctionArn, pid: process.pid });`,
  );
  started.deploy('fail', `export const handler = async () => { throw new RangeError('too far'); };`);
  started.deploy('exit', `export const handler = async ({ code }) => process.exit(code);`);
  started.deploy(
    'slow',
    `export const handler = async ({ ms }) => { await new Promise((done) => setTimeout(done, ms)); return process.pid; };`,
  );
});
afterAll(() => started.stop());

describe('an invocation', () => {
  test('gives the event to the handler and the result to the caller', async () => {
    const result = await started.invoke('echo', { greeting: 'grüß Gott' });
    expect(result).toMatchObject({
      status: 200,
      executedVersion: '$LATEST',
      value: { event: { greeting: 'grüß Gott' }, arn: 'arn:aws:lambda:us-east-1:123456789012:function:echo' },
    });
    expect(result.functionError).toBeUndefined();
    expect(result.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(result.durationMs).toBeGreaterThan(0);
  });

  test('without a payload gives the handler an empty object', async () => {
    const { payload } = await started.lambda.invoke('echo', Buffer.alloc(0));
    expect(JSON.parse(payload.toString())).toMatchObject({ event: {} });
  });

  test('gives null when the handler returns nothing', async () => {
    started.deploy('nothing', 'export const handler = async () => {};');
    expect((await started.invoke('nothing')).payload.toString()).toBe('null');
  });

  test('uses a warm environment again', async () => {
    const first = await started.invoke<{ pid: number }>('echo');
    const second = await started.invoke<{ pid: number }>('echo');
    expect(second.value.pid).toBe(first.value.pid);
  });

  test('runs in a process of its own when it overlaps with another', async () => {
    const results = await Promise.all([1, 2, 3].map(() => started.invoke<number>('slow', { ms: 200 })));
    const pids = results.map(({ value }) => value);
    expect(new Set(pids).size).toBe(3);
    expect(pids.filter(isRunning)).toHaveLength(2);
  });
});

describe('a function that fails', () => {
  test('by throwing is told with type, message and stack, and stays warm', async () => {
    const { status, functionError, value } = await started.invoke<Failure>('fail');
    expect({ status, functionError }).toEqual({ status: 200, functionError: 'Unhandled' });
    expect(value).toEqual({ errorType: 'RangeError', errorMessage: 'too far', trace: expect.any(Array) });
    expect(value.trace[0]).toBe('RangeError: too far');
    expect(
      started.lambda.logLines('fail').some((line) => line.includes('Invoke Error') && line.includes('too far')),
    ).toBe(true);
  });

  test('by throwing something that is no error is told by its type', async () => {
    started.deploy('throws-text', `export const handler = async () => { throw 'just text'; };`);
    expect((await started.invoke('throws-text')).value).toEqual({
      errorType: 'string',
      errorMessage: 'just text',
      trace: [],
    });
  });

  test('by running longer than its timeout is killed, and starts cold the next time', async () => {
    started.deploy(
      'late',
      `export const handler = async ({ ms }) => { await new Promise((done) => setTimeout(done, ms)); return process.pid; };`,
      { timeoutSeconds: 1 },
    );
    const before = (await started.invoke<number>('late', { ms: 0 })).value;
    const began = performance.now();
    const { functionError, value, requestId } = await started.invoke('late', { ms: 60_000 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(990);
    expect(functionError).toBe('Unhandled');
    expect(value).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    });
    expect(isRunning(before)).toBe(false);
    const after = (await started.invoke<number>('late', { ms: 0 })).value;
    expect(after).not.toBe(before);
  });

  test.each([
    [0, 'without providing a reason'],
    [7, 'with error: exit status 7'],
  ])('by exiting with %d is told as an exit', async (code, reason) => {
    const { functionError, value, requestId } = await started.invoke('exit', { code });
    expect(functionError).toBe('Unhandled');
    expect(value).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited ${reason}`,
    });
  });

  test('by never settling its promise is told as an exit', async () => {
    started.deploy('never', 'export const handler = () => new Promise(() => {});');
    expect((await started.invoke('never')).value).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  test('outside its handler is told with the error, and tried anew at the next invocation', async () => {
    started.deploy('broken', `throw new TypeError('no settings'); export const handler = 1;`);
    for (const attempt of [1, 2]) {
      const { functionError, value } = await started.invoke('broken', { attempt });
      expect(functionError).toBe('Unhandled');
      expect(value).toMatchObject({ errorType: 'TypeError', errorMessage: 'no settings' });
    }
  });

  test('by having no such handler is told so', async () => {
    started.deploy('misnamed', 'export const other = 1;');
    expect((await started.invoke('misnamed')).value).toMatchObject({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'index.handler is undefined or not exported',
    });
  });

  test('by answering more than 6 MB is told the limit', async () => {
    started.deploy('large', `export const handler = async ({ size }) => 'x'.repeat(size);`);
    const { functionError, value } = await started.invoke('large', { size: 8_000_000 });
    expect(functionError).toBe('Unhandled');
    expect(value).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
    expect((await started.invoke('large', { size: 6_000_000 })).value).toHaveLength(6_000_000);
  });

  test('by lying in a folder that does not exist is told as an exit', async () => {
    started.deploy('homeless', '', { codeDirectory: '/nonexistent/folder' });
    expect((await started.invoke('homeless')).value).toMatchObject({ errorType: 'Runtime.ExitError' });
  });
});

test('a function that was deleted is unknown, and its processes are gone', async () => {
  started.deploy('short-lived', 'export const handler = async () => process.pid;');
  const { value } = await started.invoke<number>('short-lived');
  await started.lambda.deleteFunction('short-lived');
  expect(isRunning(value)).toBe(false);
  await expect(started.invoke('short-lived')).rejects.toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
});

test('stopping ends every process, the busy and the waiting', async () => {
  const other = await startLambda();
  other.deploy(
    'slow',
    `export const handler = async ({ ms }) => { await new Promise((done) => setTimeout(done, ms)); };`,
  );
  await other.invoke('slow', { ms: 0 });
  const running = [other.invoke<Failure>('slow', { ms: 60_000 }), other.invoke<Failure>('slow', { ms: 60_000 })];
  while (other.lambda.logLines('slow').filter((line) => line.startsWith('START')).length < 3) {
    await new Promise((done) => setTimeout(done, 20));
  }
  const pids = other.lambda.pids();
  expect(pids).toHaveLength(2);
  expect(pids.every(isRunning)).toBe(true);
  await other.stop();
  expect(pids.some(isRunning)).toBe(false);
  for (const { value } of await Promise.all(running)) {
    expect(value.errorMessage).toMatch(/Error: Runtime exited with error: signal: killed$/);
  }
  await expect(other.invoke('slow')).rejects.toMatchObject({ name: 'ServiceException' });
});
