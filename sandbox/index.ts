import type { StartOptions } from './fixture/options.ts';
import { RunningSandbox } from './fixture/running-sandbox.ts';

export type { FaultOrderBody as Fault } from './console/fault-orders.ts';
export type { ClientInput, ConsumerInput, StartOptions } from './fixture/options.ts';
export type { RunningSandbox, Span } from './fixture/running-sandbox.ts';
export type { LeftOut } from './stack/left-out.ts';

/**
 * Starts a sandbox for tests. It is ready when this resolves: every client has its first token. As many as you like run
 * at once, each at free ports of its own. Call `stop` after your tests, or declare it with `await using`.
 * @throws Error when the settings or the assembly cannot be stood up; the message says why
 */
export function startSandbox(options: StartOptions): Promise<RunningSandbox> {
  return RunningSandbox.start(options);
}
