import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { shortTermTokenGrant } from '../grants/short-term-token.ts';
import { readClientSettings, readEnvironment } from '../lambda/function-surroundings.ts';
import type { RotationEnvironment } from '../rotation/environment.ts';
import { rotationHandler } from '../rotation/rotation-handler.ts';

const environment = readEnvironment<RotationEnvironment>(['CLIENT_NAME', 'TOKEN_SECRET_ARN']);
const client = environment.CLIENT_NAME;

/** Rotates a client's token secret with a short-term token that the current one buys. */
export const handler = rotationHandler({
  client,
  settings: readClientSettings(client),
  secretArn: environment.TOKEN_SECRET_ARN,
  secretsManager: new SecretsManagerClient(AWS_CLIENT_DEFAULTS),
  grant: shortTermTokenGrant(client),
});
