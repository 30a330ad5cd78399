import type { Log } from '../../functions/core/token-api.ts';
import type { ClientPlan } from './client-plan.ts';
import type { FunctionsUnderTest } from './world/functions-under-test.ts';
import type { World } from './world/world.ts';

/** A client's log, whose lines the witnesses see as they would be written. */
export function logOf(world: World, client: ClientPlan): Log {
  return {
    info: (message, details) => write(world, client.name, 'info', message, details),
    warn: (message, details) => write(world, client.name, 'warn', message, details),
    error: (message, details) => write(world, client.name, 'error', message, details),
    unaccounted: (why, details) => {
      for (const witness of world.witnesses) witness.toldUnaccounted(client.name, details);
      write(world, client.name, 'unaccounted', why, details);
    },
  };
}

/** Shows the witnesses the failure of an invocation, as the log has it. */
export function tellFailure(world: World, client: string, error: unknown): void {
  const { sanitised, log } = world.functions;
  for (const line of log.linesOfFailure(sanitised(error))) tell(world, client, line);
}

/** Writes a line of a client's log. */
export function write(world: World, client: string, ...told: Parameters<FunctionsUnderTest['log']['lines']>): void {
  for (const line of world.functions.log.lines(...told)) tell(world, client, line);
}

/** Shows the witnesses what is written, or answered. */
export function tell(world: World, client: string, text: string): void {
  for (const witness of world.witnesses) witness.wrote?.(client, text);
}
