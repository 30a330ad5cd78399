import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { readClientSettings, readEnvironment } from '../function-surroundings.ts';
import { rotationHandler } from '../rotation-handler.ts';
import { shortTermTokenGrant } from '../short-term-token-grant.ts';
import type { RotateByShortTermTokenEnvironment } from './environment.ts';

const environment = readEnvironment<RotateByShortTermTokenEnvironment>(['CLIENT_NAME', 'TOKEN_SECRET_ARN']);
const client = environment.CLIENT_NAME;

/** Rotates a client's token secret with a short-term token that the current one buys. */
export const handler = rotationHandler({
  client,
  settings: readClientSettings(client),
  secretArn: environment.TOKEN_SECRET_ARN,
  secretsManager: new SecretsManagerClient(AWS_CLIENT_DEFAULTS),
  grant: shortTermTokenGrant(client),
});
