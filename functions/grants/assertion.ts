import { randomBytes } from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';
import { kmsSigner } from '../clients/kms-signer.ts';
import { signAssertion } from '../core/client-assertion.ts';
import { log } from '../lambda/lambda-defaults.ts';
import type { ClientSettings, KeySlot } from '../lambda/settings.ts';
import type { Grant } from './grant.ts';

interface AssertionGrantOptions {
  readonly client: string;
  readonly settings: ClientSettings;
  readonly kms: KMSClient;
  /** ARN or alias; the settings' own when absent. */
  readonly key?: string;
  /** The slot that the key is in; the settings' own when absent. */
  readonly slot?: KeySlot | undefined;
}

/**
 * Proves who the client is with a JWT that KMS signs.
 * @throws TypeError at start-up when the client's settings say nothing of assertions
 */
export function assertionGrant({ client, settings, kms, key, slot }: AssertionGrantOptions): Grant {
  const { assertion, clientId, apiBaseUrl } = settings;
  if (assertion === undefined) throw new TypeError(`settings.json has no assertion settings for ${client}.`);
  const { algorithm, assertionType, lifetimeSeconds, audience = `${apiBaseUrl}/auth/tokens/long` } = assertion;
  const keyId = slot === undefined || slot === assertion.keySlot ? assertion.keyId : assertion.otherKeyId;
  const signingKey = kmsSigner({ kms, key: key ?? assertion.signingKey, algorithm, keyId, client });
  return async ({ attempt, now }) => {
    const signing = await signingKey();
    // Its start names the attempt in the ledger; the rest is fresh for every assertion.
    const jti = `${attempt}-${randomBytes(16).toString('hex')}`;
    log.info('Signing an assertion', { jti, keyId: signing.keyId });
    const claims = { clientId, audience, jti, lifetimeSeconds };
    return { kind: 'assertion', assertionType, assertion: await signAssertion(claims, signing, now) };
  };
}
