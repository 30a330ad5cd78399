import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startLambda, type StartedLambda } from './started-lambda.ts';

/** Two readings of the machine's clock may differ by a tick. */
const ROUNDING_MS = 2;

const HOUR = 3600;

/** What the function saw of the clock, in milliseconds. */
interface Times {
  readonly began: number;
  readonly took: number;
}

let started: StartedLambda;
beforeAll(async () => {
  started = await startLambda();
  started.deploy(
    'slow',
    `export const handler = async ({ ms = 0, nested }) => {
       const began = Date.now();
       await new Promise((done) => setTimeout(done, ms));
       if (nested) await fetch(nested, { method: 'POST' });
       return { took: Date.now() - began, began };
     };`,
  );
});
afterAll(() => started.stop());

const starts = () => started.lambda.logLines('slow').filter((line) => line.startsWith('START')).length;

/** Starts an invocation and resolves when the handler runs. */
async function invokeUntilRunning(event: object) {
  const before = starts();
  const invocation = started.invoke<Times>('slow', event);
  while (starts() === before) await new Promise((done) => setTimeout(done, 5));
  return { invocation };
}

test('the clock does not jump while a function runs', async () => {
  const { invocation } = await invokeUntilRunning({ ms: 300 });
  await started.clock.advance(HOUR);
  expect((await invocation).value.took).toBeLessThan(HOUR * 1000);
});

test('a call from outside waits for the jump, and a call of the running function does not', async () => {
  const nested = `${started.endpoint.origin}/2015-03-31/functions/slow/invocations`;
  const { invocation } = await invokeUntilRunning({ ms: 200, nested });
  const before = started.clock.now();
  const jump = started.clock.advance(HOUR);
  const client = started.client();
  const fromOutside = await client.send(new InvokeCommand({ FunctionName: 'slow' }));
  client.destroy();
  const { began } = JSON.parse(Buffer.from(fromOutside.Payload ?? []).toString()) as Times;
  expect((await invocation).functionError).toBeUndefined();
  expect((await invocation).value.took).toBeLessThan(HOUR * 1000);
  await jump;
  expect(began).toBeGreaterThanOrEqual(before + HOUR * 1000 - ROUNDING_MS);
});

test('a job of the clock can invoke functions between two jumps', async () => {
  const times: number[] = [];
  const due = [1, 2, 3].map((hours) => started.clock.now() + hours * HOUR * 1000);
  for (const time of due) {
    started.clock.at(time, async () => {
      times.push((await started.invoke<Times>('slow')).value.began);
    });
  }
  await started.clock.advance(4 * HOUR);
  expect(times).toHaveLength(3);
  for (const [index, time] of times.entries()) {
    expect(time).toBeGreaterThanOrEqual(Number(due[index]) - ROUNDING_MS);
    expect(time).toBeLessThan(Number(due[index]) + 60_000);
  }
});

test('a process sees a jump at once, in the middle of its work', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-file-'));
  const clockFile = join(folder, 'clock');
  writeFileSync(clockFile, Buffer.from(new Float64Array([0]).buffer));
  const preload = new URL('../../../sandbox/lambda/environments/preload/preload.mjs', import.meta.url);
  preload.searchParams.set('clock', clockFile);
  const script = `process.stdin.on('data', () => console.log(Date.now() - Math.round(performance.timeOrigin + performance.now())));`;
  const child = spawn(process.execPath, ['--import', preload.href, '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ask = async (): Promise<number> => {
    child.stdin.write('?');
    return Number((await lines.next()).value);
  };
  expect(Math.abs(await ask())).toBeLessThan(1000);
  writeFileSync(clockFile, Buffer.from(new Float64Array([86_400_000]).buffer), { flag: 'r+' });
  expect(Math.abs((await ask()) - 86_400_000)).toBeLessThan(1000);
  child.kill();
  await once(child, 'exit');
  rmSync(folder, { recursive: true });
});
