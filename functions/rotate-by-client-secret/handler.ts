import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { clientSecretGrant } from '../grants/client-secret.ts';
import { readClientSettings, readEnvironment } from '../lambda/function-surroundings.ts';
import { rotationHandler } from '../rotation/rotation-handler.ts';
import type { RotateByClientSecretEnvironment } from './environment.ts';

const environment = readEnvironment<RotateByClientSecretEnvironment>([
  'CLIENT_NAME',
  'TOKEN_SECRET_ARN',
  'CLIENT_SECRET_ARN',
]);
const client = environment.CLIENT_NAME;
const secretsManager = new SecretsManagerClient(AWS_CLIENT_DEFAULTS);

/** Rotates a client's token secret with the client's secret. */
export const handler = rotationHandler({
  client,
  settings: readClientSettings(client),
  secretArn: environment.TOKEN_SECRET_ARN,
  secretsManager,
  grant: clientSecretGrant({ client, secretsManager, clientSecretArn: environment.CLIENT_SECRET_ARN }),
});
