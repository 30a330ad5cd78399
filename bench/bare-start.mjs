// A bare process: loads a handler, invokes it once, and says when either was done. Not
// TypeScript: stripping types would take a part of every start.
import { writeSync } from 'node:fs';

const [file = '', event = '{}', context = '{}'] = process.argv.slice(2);
const { handler } = /** @type {{ handler: (event: unknown, context: object) => Promise<unknown> }} */ (
  await import(file)
);
const readyAt = performance.timeOrigin + performance.now();
const cpuMs = processorMs();
const surroundings = /** @type {object} */ (JSON.parse(context));
await handler(JSON.parse(event), { ...surroundings, getRemainingTimeInMillis: () => 300_000 });
const answeredAt = performance.timeOrigin + performance.now();
writeSync(3, JSON.stringify({ readyAt, cpuMs, answeredAt, answeredCpuMs: processorMs() }));
process.exit(0);

function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
