import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { InvalidOrder } from '../core/errors.ts';
import { assertionGrant } from '../grants/assertion.ts';
import { readSigningKeys } from '../grants/signing-key-slots.ts';
import { readClientSettings, readEnvironment } from '../lambda/function-surroundings.ts';
import type { KeySlot } from '../lambda/settings.ts';
import { rotationHandler } from '../rotation/rotation-handler.ts';
import type { RotateByAssertionEnvironment } from './environment.ts';

const { CLIENT_NAME: client, TOKEN_SECRET_ARN: secretArn } = readEnvironment<RotateByAssertionEnvironment>([
  'CLIENT_NAME',
  'TOKEN_SECRET_ARN',
  'SIGNING_SLOT',
]);
const settings = readClientSettings(client);
const kms = new KMSClient(AWS_CLIENT_DEFAULTS);
const keys = readSigningKeys(process.env);
if (keys === undefined) throw new TypeError('SIGNING_SLOT names a slot without a key: SIGNING_KEY_A or SIGNING_KEY_B.');

/** Rotates a client's token secret with assertions that KMS signs. */
export const handler = rotationHandler({
  client,
  settings,
  secretArn,
  secretsManager: new SecretsManagerClient(AWS_CLIENT_DEFAULTS),
  grant: grantBy(keys.signingArn, keys.signingSlot),
  grantOfSlot: (slot) => {
    const key = keys.arns.get(slot);
    if (key === undefined) throw new InvalidOrder(`There is no signing key in slot ${slot}.`);
    return grantBy(key, slot);
  },
});

function grantBy(key: string, slot: KeySlot) {
  return assertionGrant({ client, settings, kms, key, slot });
}
