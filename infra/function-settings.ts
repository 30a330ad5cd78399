import type { AssertionSettings, ClientSettings, FunctionSettings, KeySlot } from '../functions/lambda/settings.ts';
import { clientSecretName, signingKeyAlias, sharedSigningKeyAlias, tokenSecretName } from './settings/client-names.ts';
import type { AssertionClient, ClientConfiguration } from './settings/client.ts';
import type { Settings } from './settings/settings.ts';
import { marginSeconds } from './settings/token-lifetime.ts';

/** Six hours: longer than Secrets Manager's attempts at a rotation that fails at once. */
const RELEASE_AFTER_SECONDS = 6 * 3600;

/** What the vendor is told besides: whom it gives what. */
export function vendorSettings(settings: Settings, stackNumber: number): FunctionSettings {
  const consumers = Object.entries(settings.consumers).map(
    ([name, { client, scopes }]) => [name, { client, scopes }] as const,
  );
  return { ...functionSettings(settings, stackNumber), consumers: Object.fromEntries(consumers) };
}

/** What the functions of a stack are told of its settings. */
export function functionSettings(settings: Settings, stackNumber: number): FunctionSettings {
  const clients = Object.entries(settings.clients).map(
    ([name, client]) => [name, clientSettings(name, client, settings, stackNumber)] as const,
  );
  return { clients: Object.fromEntries(clients) };
}

function clientSettings(
  name: string,
  client: ClientConfiguration,
  settings: Settings,
  stackNumber: number,
): ClientSettings {
  const { namePrefix } = settings;
  const { grant, existingSecret } = client;
  return {
    clientId: client.clientId,
    apiBaseUrl: client.apiBaseUrl ?? settings.apiBaseUrl,
    secretId: existingSecret ?? tokenSecretName(namePrefix, name),
    scopes: client.scopes,
    ttlSeconds: client.ttlSeconds,
    rotateEverySeconds: client.rotateEvery.seconds,
    graceSeconds: client.graceSeconds,
    marginSeconds: marginSeconds(client.rotateEvery),
    releaseAfterSeconds: RELEASE_AFTER_SECONDS,
    grant,
    ...(grant === 'assertion' ? { assertion: assertionSettings(name, client, settings, stackNumber) } : {}),
    ...(grant === 'client-secret' ? { clientSecretName: clientSecretName(namePrefix, name) } : {}),
  };
}

function assertionSettings(
  name: string,
  client: AssertionClient,
  { namePrefix, signingKeys }: Settings,
  stackNumber: number,
): AssertionSettings {
  // The size is the key's, and which slots there are the function's environment says.
  const { keySize: _, keySlots: __, signingKey: keySlot, keyId, ...assertion } = client.assertion;
  const alias =
    signingKeys === 'shared'
      ? sharedSigningKeyAlias(namePrefix, stackNumber, keySlot)
      : signingKeyAlias(namePrefix, name, keySlot);
  return {
    signingKey: (keySlot === 'a' ? client.existingKeyArn : undefined) ?? alias,
    keySlot,
    ...keyIds(keyId, keySlot),
    ...assertion,
  };
}

function keyIds(
  keyId: AssertionClient['assertion']['keyId'],
  slot: KeySlot,
): Pick<AssertionSettings, 'keyId' | 'otherKeyId'> {
  const bySlot = typeof keyId === 'string' ? { [slot]: keyId } : (keyId ?? {});
  const [own, other] = [bySlot[slot], bySlot[slot === 'a' ? 'b' : 'a']];
  return { ...(own === undefined ? {} : { keyId: own }), ...(other === undefined ? {} : { otherKeyId: other }) };
}
