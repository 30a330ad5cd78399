import { createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import * as v from 'valibot';
import type { AssertionSettings } from '../../functions/lambda/settings.ts';
import type { Click2MailApi } from '../click2mail-api/click2mail-api.ts';
import type { DeployedClient } from '../token-clients.ts';
import { BadOrder } from './bad-order.ts';

/** Body of `POST /api/keys`: what a person sends to Click2Mail. Without a `kid` it is the key's RFC 7638 thumbprint. */
export const KeyOrder = v.strictObject({
  clientId: v.pipe(v.string(), v.nonEmpty()),
  /** PEM. */
  publicKey: v.pipe(v.string(), v.nonEmpty()),
  kid: v.exactOptional(v.pipe(v.string(), v.nonEmpty())),
});

export type KeyOrderBody = v.InferOutput<typeof KeyOrder>;

interface Registry {
  readonly api: Click2MailApi;
  readonly clients: readonly DeployedClient[];
}

/**
 * Registers one more key of a client, as Click2Mail does when it has been sent. The others go on being accepted.
 * @throws BadOrder when the client is not known, or the key is none that its assertions could be verified with
 */
export async function registerKey(
  { clientId, publicKey: pem, kid }: KeyOrderBody,
  { api, clients }: Registry,
): Promise<{ readonly clientId: string; readonly kid: string }> {
  const publicKey = readKey(pem);
  const { assertion } = clients.find(({ settings }) => settings.clientId === clientId)?.settings ?? {};
  const name = kid ?? (await calculateJwkThumbprint(await exportJWK(publicKey)));
  try {
    api.addKey(clientId, { kid: name, publicKey, algorithm: assertion?.algorithm ?? algorithmFor(publicKey) });
  } catch (error) {
    if (error instanceof TypeError) throw new BadOrder(error.message, 404);
    throw error;
  }
  return { clientId, kid: name };
}

function readKey(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch {
    throw new BadOrder('publicKey: is not the PEM of a public key');
  }
}

/** For a client that no stack has: it did not say in which algorithm it signs. */
function algorithmFor({ asymmetricKeyType }: KeyObject): AssertionSettings['algorithm'] {
  return asymmetricKeyType === 'ec' ? 'ES256' : 'RS256';
}
