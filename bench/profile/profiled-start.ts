import { spawn } from 'node:child_process';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { FunctionName } from '../../infra/function-names.ts';
import type { Bundle } from '../bundle.ts';
import { firstEvent } from '../function-invocations.ts';
import { CONTEXT, startEnvironment } from '../start-environment.ts';
import type { StubServices } from '../stub-services.ts';

/** A moment of a start. */
export interface Mark {
  /** The module whose body begins, by its path in the bundle; or `begun`, `ready` or `answered`. */
  readonly module: string;
  /** Processor time of the main thread until then. */
  readonly cpuMs: number;
  /** How much Node had loaded of its own. */
  readonly loaded: number;
}

export interface ProfiledStart {
  readonly marks: readonly Mark[];
  /** Node's own modules and bindings, in the order in which it loaded them. */
  readonly moduleLoadList: readonly string[];
  /** What ran of the bundle, where that was asked for. */
  readonly coverage: readonly Profiler.FunctionCoverage[];
}

/**
 * Starts a function in a process of its own, has it answer once, and takes its word for where the time went.
 * @throws Error with what the process printed, when the handler fails
 */
export async function profiledStart(
  name: FunctionName,
  bundle: Bundle,
  services: StubServices,
  { isCovered = false } = {},
): Promise<ProfiledStart> {
  const program = join(import.meta.dirname, 'profiled-start.mjs');
  const words = [bundle.file, JSON.stringify(firstEvent(name)), JSON.stringify(CONTEXT)];
  const child = spawn(process.execPath, [program, ...words, isCovered ? 'covered' : ''], {
    env: startEnvironment(name, bundle, services),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const channels = [2, 3].map((number) => child.stdio[number] as NodeJS.ReadableStream);
  const [failed, said] = await Promise.all(channels.map((stream) => text(stream)));
  if (said === undefined || said === '') throw new Error(`The handler of ${bundle.file} failed:\n${failed}`);
  return JSON.parse(said) as ProfiledStart;
}

/** Node's own modules that came after the start had begun, beyond those of node:https: each with whose body asked. */
export function modulesOfNode({ marks, moduleLoadList }: ProfiledStart): readonly (readonly [string, string])[] {
  return marks.slice(0, -1).flatMap(({ module, loaded }, index) =>
    moduleLoadList
      .slice(loaded, marks[index + 1]?.loaded)
      .filter((name) => name.startsWith('NativeModule '))
      .map((name) => [name.replace('NativeModule ', ''), module] as const),
  );
}
