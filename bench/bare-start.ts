import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { FunctionName } from '../infra/function-names.ts';
import type { Bundle } from './bundle.ts';
import { firstEvent } from './function-invocations.ts';
import { CONTEXT, type ColdStart, startEnvironment } from './start-environment.ts';
import type { StubServices } from './stub-services.ts';

/** What the process says of itself. */
type Moments = Record<'readyAt' | 'answeredAt' | 'cpuMs' | 'answeredCpuMs', number>;

/**
 * Starts a function, or its peer, in a process of its own and has it answer once.
 * @throws Error with what the process printed, when the handler fails
 */
export async function bareStart(name: FunctionName, bundle: Bundle, services: StubServices): Promise<ColdStart> {
  const { file } = bundle;
  const program = join(import.meta.dirname, 'bare-start.mjs');
  const event = JSON.stringify(firstEvent(name));
  const begun = performance.timeOrigin + performance.now();
  const child = spawn(process.execPath, [program, file, event, JSON.stringify(CONTEXT)], {
    env: startEnvironment(name, bundle, services),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const channels = [1, 2, 3].map((number) => child.stdio[number] as NodeJS.ReadableStream);
  const [printed, failed, said] = await Promise.all(channels.map((stream) => text(stream)));
  if (said === undefined || said === '') throw new Error(`The handler of ${file} failed:\n${printed}${failed}`);
  const { readyAt, answeredAt, ...cpu } = JSON.parse(said) as Moments;
  return { readyMs: readyAt - begun, answeredMs: answeredAt - begun, ...cpu };
}
