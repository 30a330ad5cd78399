import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientSettings, FunctionSettings } from './client-settings.ts';

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

/**
 * A client's settings, from the file that the stack put beside the handler.
 * @throws TypeError at start-up when there are none for this client
 */
export function readClientSettings(client: string): ClientSettings {
  const path = join(process.env['LAMBDA_TASK_ROOT'] ?? '.', 'settings.json');
  const { clients } = JSON.parse(readFileSync(path, 'utf8')) as FunctionSettings;
  const settings = Object.hasOwn(clients, client) ? clients[client] : undefined;
  if (settings === undefined) throw new TypeError(`settings.json knows no client named ${client}.`);
  return settings;
}
