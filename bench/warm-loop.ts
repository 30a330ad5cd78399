// Invocations one after another in one process, so many each time that it is told to.
import type { WarmRun } from './warm-process.ts';

const [file = '', event = '{}', context = '{}', invocations] = process.argv.slice(2);
const { handler } = (await import(file)) as { handler: (event: unknown, context: object) => Promise<unknown> };
const payload: unknown = JSON.parse(event);
const surroundings = { ...(JSON.parse(context) as object), getRemainingTimeInMillis: () => 60_000 };
const latencies = new Float64Array(Number(invocations));

async function run(): Promise<WarmRun> {
  const begun = performance.now();
  for (let index = 0; index < latencies.length; index += 1) {
    const before = performance.now();
    await handler(payload, surroundings);
    latencies[index] = performance.now() - before;
  }
  const seconds = (performance.now() - begun) / 1000;
  latencies.sort();
  const microseconds = (part: number) => (latencies[Math.floor((latencies.length - 1) * part)] ?? 0) * 1000;
  return { perSecond: latencies.length / seconds, p50: microseconds(0.5), p99: microseconds(0.99) };
}

process.on('message', () => void run().then((result) => process.send?.(result)));
await handler(payload, surroundings);
process.send?.('ready');
