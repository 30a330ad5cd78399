import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { readSigningKeys } from '../functions/grants/signing-key-slots.ts';
import type { ClientSettings, FunctionSettings } from '../functions/lambda/settings.ts';
import { VENDOR } from '../infra/function-names.ts';
import type { Click2MailApi } from './click2mail-api/click2mail-api.ts';
import type { Kms } from './kms/kms.ts';
import type { FunctionConfiguration } from './lambda/lambda.ts';

/** A client of the stack: its settings, and what was deployed for it. */
export interface DeployedClient {
  /** Its name in the settings. */
  readonly name: string;
  readonly settings: ClientSettings;
  readonly secretArn: string;
  readonly rotationFunctionArn: string;
  /** Only where the client proves itself with assertions. */
  readonly signingKeyArn: string | undefined;
  /** Only where the client proves itself with its secret: the secret that an operator puts it into. */
  readonly clientSecretArn: string | undefined;
}

/** The clients that the functions of a stack rotate, by what the functions were deployed with. */
export function deployedClients(
  functions: readonly FunctionConfiguration[],
  settingsOf: (configuration: FunctionConfiguration) => FunctionSettings,
): DeployedClient[] {
  return functions.flatMap((configuration) => {
    const { CLIENT_NAME: name, TOKEN_SECRET_ARN: secretArn, ...other } = configuration.environment;
    const settings = name === undefined ? undefined : settingsOf(configuration).clients[name];
    if (name === undefined || secretArn === undefined || settings === undefined) return [];
    return [
      {
        name,
        settings,
        secretArn,
        rotationFunctionArn: configuration.functionArn,
        signingKeyArn: readSigningKeys(other)?.signingArn,
        clientSecretArn: other['CLIENT_SECRET_ARN'],
      },
    ];
  });
}

/** A consumer of short-term tokens: an alias of the stack's vendor. */
export interface DeployedConsumer {
  readonly name: string;
  /** The client whose tokens it gets, by its name in the settings. */
  readonly client: string;
  readonly functionName: string;
}

/** The consumers that the vendors were deployed with. */
export function deployedConsumers(
  functions: readonly FunctionConfiguration[],
  settingsOf: (configuration: FunctionConfiguration) => FunctionSettings,
): DeployedConsumer[] {
  return functions
    .filter(({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === VENDOR)
    .flatMap((vendor) =>
      Object.entries(settingsOf(vendor).consumers ?? {}).map(([name, { client }]) => ({
        name,
        client,
        functionName: vendor.functionName,
      })),
    );
}

interface Registry {
  readonly api: Click2MailApi;
  readonly kms: Kms;
}

/**
 * Registers clients and their public keys at the API: in the cloud a person sends the key to Click2Mail. A client may
 * ask for its configured scopes, and for the one that revoking needs. One that is registered stays as it is, and gets
 * its key besides.
 * @returns the clients' secrets by client id, as Click2Mail would have told them to an operator
 */
export async function registerClients(
  clients: readonly DeployedClient[],
  { api, kms }: Registry,
): Promise<ReadonlyMap<string, string>> {
  const clientSecrets = new Map<string, string>();
  for (const { settings, signingKeyArn } of clients) {
    const { clientId, scopes, assertion } = settings;
    // Whoever was registered on the command line keeps the secret that was said there.
    if (!api.isRegistered(clientId)) {
      const clientSecret = randomBytes(24).toString('base64url');
      clientSecrets.set(clientId, clientSecret);
      api.register({
        clientId,
        clientSecret,
        scopes: [...scopes, 'tokens:revoke'],
        ...(assertion?.audience === undefined ? {} : { audiences: [assertion.audience] }),
      });
    }
    if (signingKeyArn === undefined || assertion === undefined) continue;
    const publicKey = kms.publicKeyOf(signingKeyArn);
    const kid = assertion.keyId ?? (await calculateJwkThumbprint(await exportJWK(publicKey)));
    api.addKey(clientId, { kid, publicKey, algorithm: assertion.algorithm });
  }
  return clientSecrets;
}
