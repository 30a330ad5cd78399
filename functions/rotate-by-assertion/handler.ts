import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { assertionGrant } from '../assertion-grant.ts';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { readClientSettings, readEnvironment } from '../function-surroundings.ts';
import { rotationHandler } from '../rotation-handler.ts';
import type { RotateByAssertionEnvironment } from './environment.ts';

const environment = readEnvironment<RotateByAssertionEnvironment>([
  'CLIENT_NAME',
  'TOKEN_SECRET_ARN',
  'SIGNING_KEY_ARN',
]);
const client = environment.CLIENT_NAME;
const settings = readClientSettings(client);
const kms = new KMSClient(AWS_CLIENT_DEFAULTS);

/** Rotates a client's token secret with assertions that KMS signs. */
export const handler = rotationHandler({
  client,
  settings,
  secretArn: environment.TOKEN_SECRET_ARN,
  secretsManager: new SecretsManagerClient(AWS_CLIENT_DEFAULTS),
  grant: assertionGrant({ client, settings, kms, key: environment.SIGNING_KEY_ARN }),
});
