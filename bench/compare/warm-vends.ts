// node bench/compare/warm-vends.ts <checkout> <checkout>: the median of a warm vend by Invoke in the sandbox of each, and
// of an empty function beside it, in turns. The checkouts have their node_modules.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { awsAt } from '../bench-sandbox.ts';
import { figure } from '../figures.ts';
import { interleaved } from '../interleaved.ts';
import { tableOf } from '../markdown.ts';
import { invoked } from '../rows/warm-vend.ts';
import { summarised } from '../summary.ts';

const ROUNDS = 31;
const INVOCATIONS = 100;

/** Starts a checkout's sandbox in a process of its own. */
async function served(checkout: string) {
  const program = join(import.meta.dirname, 'serve-vendor.ts');
  const child = spawn(process.execPath, [program, checkout], { cwd: checkout, stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith('{"endpoint"')) continue;
    const { endpoint, vendor, empty } = JSON.parse(line) as Record<'endpoint' | 'vendor' | 'empty', string>;
    const lambda = new LambdaClient(awsAt(endpoint));
    return { lambda, vendor, empty, stop: () => child.stdin.end() };
  }
  throw new Error(`The sandbox of ${checkout} did not start.`);
}

const checkouts = process.argv.slice(2);
const sandboxes = await Promise.all(checkouts.map(served));
const candidates = Object.fromEntries(
  sandboxes.flatMap(({ lambda, vendor, empty }, index) => [
    [`${checkouts[index]}: a vend`, { lambda, name: vendor }],
    [`${checkouts[index]}: an empty function`, { lambda, name: empty }],
  ]),
);
const p50Of = async ({ lambda, name }: { readonly lambda: LambdaClient; readonly name: string }) =>
  (await invoked(name, lambda, INVOCATIONS)).p50;
await interleaved(candidates, 2, p50Of);
const runs = await interleaved(candidates, ROUNDS, p50Of);
const rows = Object.entries(runs).map(([name, medians]) => {
  const { median, lowerQuartile, upperQuartile } = summarised(medians);
  return [name, `${figure(median)} [${figure(lowerQuartile)}–${figure(upperQuartile)}]`];
});
process.stdout.write(`${tableOf(['median of 100 invocations', 'ms'], rows)}\n`);
for (const { lambda, stop } of sandboxes) {
  lambda.destroy();
  stop();
}
