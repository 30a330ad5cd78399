import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { ClientSettings, FunctionSettings } from '../functions/client-settings.ts';
import type { Click2MailApi } from './click2mail-api/click2mail-api.ts';
import type { Kms } from './kms/kms.ts';
import type { FunctionConfiguration } from './lambda/lambda.ts';

/** A client of the stack: its settings, and what was deployed for it. */
export interface DeployedClient {
  /** Its name in the configuration. */
  readonly name: string;
  readonly settings: ClientSettings;
  readonly secretArn: string;
  readonly rotationFunctionArn: string;
  /** Only where the client proves itself with assertions. */
  readonly signingKeyArn: string | undefined;
}

/** The clients that the functions of a stack rotate, by what the functions were deployed with. */
export function deployedClients(
  functions: readonly FunctionConfiguration[],
  settingsOf: (configuration: FunctionConfiguration) => FunctionSettings,
): DeployedClient[] {
  return functions.flatMap((configuration) => {
    const {
      CLIENT_NAME: name,
      TOKEN_SECRET_ARN: secretArn,
      SIGNING_KEY_ARN: signingKeyArn,
    } = configuration.environment;
    const settings = name === undefined ? undefined : settingsOf(configuration).clients[name];
    if (name === undefined || secretArn === undefined || settings === undefined) return [];
    return [{ name, settings, secretArn, rotationFunctionArn: configuration.functionArn, signingKeyArn }];
  });
}

interface Registry {
  readonly api: Click2MailApi;
  readonly kms: Kms;
}

/**
 * Registers clients and their public keys at the API: in the cloud a person sends the key to Click2Mail. A client may
 * ask for its configured scopes, and for the one that revoking needs.
 */
export async function registerClients(clients: readonly DeployedClient[], { api, kms }: Registry): Promise<void> {
  for (const { settings, signingKeyArn } of clients) {
    const { clientId, scopes, assertion } = settings;
    const { algorithm, audience, keyId } = assertion;
    api.register({
      clientId,
      scopes: [...scopes, 'tokens:revoke'],
      ...(audience === undefined ? {} : { audiences: [audience] }),
    });
    if (signingKeyArn === undefined) continue;
    const publicKey = kms.publicKeyOf(signingKeyArn);
    const kid = keyId ?? (await calculateJwkThumbprint(await exportJWK(publicKey)));
    api.addKey(clientId, { kid, publicKey, algorithm });
  }
}
