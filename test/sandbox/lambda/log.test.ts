import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startLambda, type StartedLambda } from './started-lambda.ts';

let started: StartedLambda;
beforeAll(async () => {
  started = await startLambda();
});
afterAll(() => started.stop());

describe('the log of an invocation', () => {
  test("holds the function's lines between the platform's, as text", async () => {
    started.deploy(
      'text',
      `export const handler = async () => { console.log('first'); console.error('last'); process.stderr.write('raw'); };`,
    );
    const { logTail, requestId } = await started.invoke('text');
    const lines = logTail.split('\n');
    expect(lines[0]).toBe(`START RequestId: ${requestId} Version: $LATEST`);
    // Output and errors come through two pipes, each in its own order.
    const own = lines.slice(1, 4);
    expect(own).toContain('raw');
    expect(own).toContainEqual(expect.stringMatching(new RegExp(`^\\d{4}-.*Z\\t${requestId}\\tINFO\\tfirst$`)));
    expect(own).toContainEqual(expect.stringMatching(new RegExp(`^\\d{4}-.*Z\\t${requestId}\\tERROR\\tlast$`)));
    expect(lines[4]).toBe(`END RequestId: ${requestId}`);
    expect(lines[5]).toMatch(
      new RegExp(
        `^REPORT RequestId: ${requestId}\\tDuration: [\\d.]+ ms\\tBilled Duration: \\d+ ms\\t` +
          `Memory Size: 128 MB\\tMax Memory Used: [1-9]\\d* MB\\tInit Duration: [\\d.]+ ms\\t$`,
      ),
    );
    expect(lines.slice(6)).toEqual(['']);
    expect((await started.invoke('text')).logTail).not.toContain('Init Duration');
  });

  test('holds records in JSON format', async () => {
    started.deploy('json', `export const handler = async () => console.log({ any: 'thing' });`, { logFormat: 'JSON' });
    const { logTail, requestId } = await started.invoke('json');
    const [start, own, report] = logTail
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(start).toEqual({
      time: expect.any(String),
      type: 'platform.start',
      record: { requestId, version: '$LATEST' },
    });
    expect(own).toMatchObject({ level: 'INFO', requestId, message: { any: 'thing' } });
    expect(report).toMatchObject({
      type: 'platform.report',
      record: { requestId, status: 'success', metrics: { memorySizeMB: 128, durationMs: expect.any(Number) } },
    });
  });

  test('is complete when the result arrives, however much was written', async () => {
    started.deploy(
      'chatty',
      `export const handler = async ({ lines }) => { for (let n = 1; n <= lines; n++) console.log('line ' + n); };`,
    );
    const { requestId, logTail } = await started.invoke('chatty', { lines: 5000 });
    const kept = started.lambda.logLines('chatty');
    expect(kept).toHaveLength(2000);
    expect(kept.at(-3)).toBe(kept.find((line) => line.endsWith('\tline 5000')));
    expect(kept.at(-2)).toBe(`END RequestId: ${requestId}`);
    expect(Buffer.byteLength(logTail)).toBe(4096);
    expect(logTail).toContain('line 5000');
    expect(started.output.filter((line) => line.startsWith('chatty: '))).toHaveLength(5003);
  });

  test('is complete when the process exits', async () => {
    started.deploy('last-words', `export const handler = async () => { console.log('farewell'); process.exit(1); };`);
    const { requestId } = await started.invoke('last-words');
    expect(started.lambda.logLines('last-words')).toEqual([
      `START RequestId: ${requestId} Version: $LATEST`,
      expect.stringMatching(/\tfarewell$/),
      `RequestId: ${requestId} Error: Runtime exited with error: exit status 1`,
      'Runtime.ExitError',
      `END RequestId: ${requestId}`,
      expect.stringMatching(/^REPORT /),
    ]);
  });

  test('tells of a timeout', async () => {
    started.deploy('late', 'export const handler = () => new Promise((done) => setTimeout(done, 60_000));', {
      timeoutSeconds: 1,
    });
    const { requestId } = await started.invoke('late');
    expect(started.lambda.logLines('late')).toContainEqual(
      expect.stringMatching(new RegExp(`^\\d{4}-.*Z ${requestId} Task timed out after 1\\.00 seconds$`)),
    );
  });

  test('does not lose what the function writes after its answer', async () => {
    started.deploy(
      'afterthought',
      `export const handler = async () => { setTimeout(() => console.log('by the way'), 50); };`,
    );
    await started.invoke('afterthought');
    const isThere = () => started.lambda.logLines('afterthought').some((line) => line.endsWith('\tby the way'));
    for (let waited = 0; waited < 5000 && !isThere(); waited += 10) await new Promise((done) => setTimeout(done, 10));
    expect(isThere()).toBe(true);
  });
});
