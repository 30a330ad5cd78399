import { randomBytes } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { kmsSigner } from '../clients/kms-signer.ts';
import { signAssertion } from '../core/client-assertion.ts';
import { readClientSettings, readEnvironment } from '../function-surroundings.ts';
import { logger } from '../lambda-defaults.ts';
import { rotationHandler } from '../rotation-handler.ts';
import type { RotateByAssertionEnvironment } from './environment.ts';

const environment = readEnvironment<RotateByAssertionEnvironment>([
  'CLIENT_NAME',
  'TOKEN_SECRET_ARN',
  'SIGNING_KEY_ARN',
  'CLICK2MAIL_API_BASE_URL',
]);
const client = environment.CLIENT_NAME;
const apiBaseUrl = environment.CLICK2MAIL_API_BASE_URL;
const settings = readClientSettings(client);
const { algorithm, keyId, audience, assertionType, lifetimeSeconds } = settings.assertion;

const signingKey = kmsSigner({
  kms: new KMSClient(AWS_CLIENT_DEFAULTS),
  keyArn: environment.SIGNING_KEY_ARN,
  algorithm,
  keyId,
  client,
});

async function proveByAssertion(attempt: string, now: number) {
  const key = await signingKey();
  const claims = {
    clientId: settings.clientId,
    audience: audience ?? `${apiBaseUrl}/auth/tokens/long`,
    // Its start names the attempt in the ledger; the rest is fresh for every assertion.
    jti: `${attempt}-${randomBytes(16).toString('hex')}`,
    lifetimeSeconds,
  };
  logger.info('Signing an assertion', { jti: claims.jti, keyId: key.keyId });
  return { kind: 'assertion', assertionType, assertion: await signAssertion(claims, key, now) } as const;
}

/** Rotates a client's token secret with assertions that KMS signs. */
export const handler = rotationHandler({
  client,
  settings,
  secretArn: environment.TOKEN_SECRET_ARN,
  apiBaseUrl,
  secretsManager: new SecretsManagerClient(AWS_CLIENT_DEFAULTS),
  prove: proveByAssertion,
});
