import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startLambda, type StartedLambda } from './started-lambda.ts';

let started: StartedLambda;
beforeAll(async () => {
  started = await startLambda();
  started.deploy('fail', `export const handler = async () => { console.log('tried'); throw new Error('again'); };`);
  started.deploy('work', `export const handler = async () => console.log('tried');`);
});
afterAll(() => started.stop());

const attemptsOf = (functionName: string) =>
  started.lambda.logLines(functionName).filter((line) => line.endsWith('\tINFO\ttried'));
const sendEvent = async (functionName: string) => {
  const result = await started.lambda.invoke(functionName, Buffer.from('{}'), { invocationType: 'Event' });
  await started.lambda.idle();
  return result;
};

test('an event that failed is tried again after one and after two more minutes, then given up', async () => {
  const { status, requestId } = await sendEvent('fail');
  expect(status).toBe(202);
  expect(attemptsOf('fail')).toHaveLength(1);
  await started.clock.advance(58);
  expect(attemptsOf('fail')).toHaveLength(1);
  await started.clock.advance(2);
  expect(attemptsOf('fail')).toHaveLength(2);
  await started.clock.advance(118);
  expect(attemptsOf('fail')).toHaveLength(2);
  await started.clock.advance(2);
  expect(attemptsOf('fail')).toHaveLength(3);
  await started.clock.advance(24 * 60 * 60);
  expect(attemptsOf('fail')).toHaveLength(3);
  expect(attemptsOf('fail').every((line) => line.includes(requestId))).toBe(true);
});

test('an event that succeeded is not tried again', async () => {
  await sendEvent('work');
  await started.clock.advance(60 * 60);
  expect(attemptsOf('work')).toHaveLength(1);
});

test('a throttled event is tried for six hours', async () => {
  started.deploy('closed', `export const handler = async () => console.log('tried');`, { reservedConcurrency: 0 });
  await sendEvent('closed');
  await started.clock.advance(7 * 60 * 60);
  expect(started.lambda.logLines('closed')).toEqual([]);

  started.deploy(
    'busy',
    `export const handler = ({ ms }) => new Promise((done) => { console.log('tried'); setTimeout(done, ms); });`,
    { reservedConcurrency: 1 },
  );
  const first = started.invoke('busy', { ms: 300 });
  await sendEvent('busy');
  await first;
  await started.clock.advance(60);
  expect(attemptsOf('busy')).toHaveLength(2);
});

test('an event for a function that was deleted meanwhile is dropped', async () => {
  started.deploy('gone', `export const handler = async () => { throw new Error('again'); };`);
  await sendEvent('gone');
  await started.lambda.deleteFunction('gone');
  await started.clock.advance(60 * 60);
  expect(started.lambda.functions().map(({ functionName }) => functionName)).not.toContain('gone');
});
