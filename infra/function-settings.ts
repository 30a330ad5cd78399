import type * as told from '../functions/lambda/settings.ts';
import { clientSecretName, signingKeyAlias, sharedSigningKeyAlias, tokenSecretName } from './settings/client-names.ts';
import type { AssertionClient, ClientSettings } from './settings/client.ts';
import type { Settings } from './settings/settings.ts';
import { marginSeconds } from './settings/token-lifetime.ts';

/** Six hours: longer than Secrets Manager's attempts at a rotation that fails at once. */
const RELEASE_AFTER_SECONDS = 6 * 3600;

/** What the vendor is told besides: whom it gives what. */
export function vendorSettings(settings: Settings, stackNumber: number): told.FunctionSettings {
  const consumers = Object.entries(settings.consumers).map(
    ([name, { client, scopes, functionUrl }]) =>
      [name, { client, scopes, ...(functionUrl && { functionUrl }) }] as const,
  );
  return { ...functionSettings(settings, stackNumber), consumers: Object.fromEntries(consumers) };
}

/** What the functions of a stack are told of its settings. */
export function functionSettings(settings: Settings, stackNumber: number): told.FunctionSettings {
  const clients = Object.entries(settings.clients).map(
    ([name, client]) => [name, toldOfClient(name, client, settings, stackNumber)] as const,
  );
  return { clients: Object.fromEntries(clients) };
}

function toldOfClient(
  name: string,
  client: ClientSettings,
  settings: Settings,
  stackNumber: number,
): told.ClientSettings {
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
    ...(grant === 'assertion' ? { assertion: toldOfAssertion(name, client, settings, stackNumber) } : {}),
    ...(grant === 'client-secret' ? { clientSecretName: clientSecretName(namePrefix, name) } : {}),
  };
}

function toldOfAssertion(
  name: string,
  client: AssertionClient,
  { namePrefix, signingKeys }: Settings,
  stackNumber: number,
): told.AssertionSettings {
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
  slot: told.KeySlot,
): Pick<told.AssertionSettings, 'keyId' | 'otherKeyId'> {
  const bySlot = typeof keyId === 'string' ? { [slot]: keyId } : (keyId ?? {});
  const [own, other] = [bySlot[slot], bySlot[slot === 'a' ? 'b' : 'a']];
  return { ...(own === undefined ? {} : { keyId: own }), ...(other === undefined ? {} : { otherKeyId: other }) };
}
