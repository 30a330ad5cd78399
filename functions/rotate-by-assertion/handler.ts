import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { InvalidOrder } from '../core/errors.ts';
import { assertionGrant } from '../grants/assertion.ts';
import { parseKeySlots } from '../grants/signing-key-slots.ts';
import { readClientSettings, readEnvironment } from '../lambda/function-surroundings.ts';
import type { KeySlot } from '../lambda/settings.ts';
import { rotationHandler } from '../rotation/rotation-handler.ts';
import type { RotateByAssertionEnvironment } from './environment.ts';

const environment = readEnvironment<RotateByAssertionEnvironment>([
  'CLIENT_NAME',
  'TOKEN_SECRET_ARN',
  'SIGNING_KEY_ARN',
  'SIGNING_KEY_SLOTS',
]);
const client = environment.CLIENT_NAME;
const settings = readClientSettings(client);
const kms = new KMSClient(AWS_CLIENT_DEFAULTS);
const slots = parseKeySlots(environment.SIGNING_KEY_SLOTS);

/** Rotates a client's token secret with assertions that KMS signs. */
export const handler = rotationHandler({
  client,
  settings,
  secretArn: environment.TOKEN_SECRET_ARN,
  secretsManager: new SecretsManagerClient(AWS_CLIENT_DEFAULTS),
  grant: assertionGrant({ client, settings, kms, key: environment.SIGNING_KEY_ARN, slot: slotOf(environment) }),
  grantOfSlot: (slot) => {
    const key = slots.get(slot);
    if (key === undefined) throw new InvalidOrder(`There is no signing key in slot ${slot}.`);
    return assertionGrant({ client, settings, kms, key, slot });
  },
});

/** By the key: a deployment changes environment and settings one after the other, and the kid has to be that of the key. */
function slotOf({ SIGNING_KEY_ARN }: RotateByAssertionEnvironment): KeySlot | undefined {
  return [...slots].find(([, arn]) => arn === SIGNING_KEY_ARN)?.[0];
}
