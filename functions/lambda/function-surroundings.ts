import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { InvalidOrder } from '../core/errors.ts';
import { type ClientSettings, type ConsumerSettings, FUNCTION_SETTINGS, type FunctionSettings } from './settings.ts';

/**
 * The function's environment variables.
 * @throws TypeError at start-up, naming every variable that is missing
 */
export function readEnvironment<Environment extends object>(
  names: readonly (keyof Environment & string)[],
): Environment {
  const missing = names.filter((name) => (process.env[name] ?? '') === '');
  if (missing.length > 0) throw new TypeError(`Environment variables are missing: ${missing.join(', ')}.`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as Environment;
}

let settings: FunctionSettings | undefined;

/** The settings that the stack put beside the handler; they are read once. */
function readSettings(): FunctionSettings {
  settings ??= parseSettings(readFileSync(settingsPath(), 'utf8'));
  return settings;
}

function parseSettings(text: string): FunctionSettings {
  const { success, output, issues } = v.safeParse(FUNCTION_SETTINGS, JSON.parse(text));
  if (success) return output;
  const where = issues.map((issue) => v.getDotPath(issue) ?? 'all of it');
  throw new TypeError(
    `settings.json was not written by this version of the stack. Deploy again; see ${where.join(', ')}.`,
  );
}

function settingsPath(): string {
  return join(process.env['LAMBDA_TASK_ROOT'] ?? '.', 'settings.json');
}

/**
 * A client's settings.
 * @throws InvalidOrder when the stack has no such client
 */
export function readClientSettings(client: string): ClientSettings {
  const { clients } = readSettings();
  const found = Object.hasOwn(clients, client) ? clients[client] : undefined;
  if (found !== undefined) return found;
  throw new InvalidOrder(`There is no such client; there are ${Object.keys(clients).join(', ')}.`);
}

/** What a consumer may get; undefined when the stack has none of this name. */
export function readProfile(consumer: string): ConsumerSettings | undefined {
  const { consumers = {} } = readSettings();
  return Object.hasOwn(consumers, consumer) ? consumers[consumer] : undefined;
}

/** The names of all clients of the stack. */
export function clientNames(): string[] {
  return Object.keys(readSettings().clients);
}
