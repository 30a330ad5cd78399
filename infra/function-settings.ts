import type { ClientSettings, FunctionSettings } from '../functions/client-settings.ts';
import type { ClientConfiguration } from './client-configuration.ts';
import { tokenSecretName } from './client-names.ts';
import type { Settings } from './settings.ts';

/** What the functions are told of the settings. */
export function functionSettings({ clients }: Settings): FunctionSettings {
  return {
    clients: Object.fromEntries(Object.entries(clients).map(([name, client]) => [name, clientSettings(name, client)])),
  };
}

function clientSettings(name: string, client: ClientConfiguration): ClientSettings {
  const { keySize: _, ...assertion } = client.assertion;
  return {
    clientId: client.clientId,
    secretName: tokenSecretName(name),
    scopes: client.scopes,
    ttlSeconds: client.ttlSeconds,
    rotateEverySeconds: client.rotateEvery.seconds,
    graceSeconds: client.graceSeconds,
    assertion,
  };
}
