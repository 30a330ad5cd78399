import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { secretVersions } from '../clients/secret-versions.ts';
import { clientApi, newAttempt } from '../lambda/client-api.ts';
import { readClientSettings } from '../lambda/function-surroundings.ts';
import { log, logger, withLambdaDefaults } from '../lambda/lambda-defaults.ts';
import { recordMetric } from '../lambda/own-metrics.ts';
import { issueByOtp } from './otp-issuing.ts';
import { readOtpOrder } from './otp-order.ts';

const secretsManager = new SecretsManagerClient(AWS_CLIENT_DEFAULTS);

/** Issues a client's token by a one-time code that an operator was given, and makes it current. */
export const handler = withLambdaDefaults(async (event, context) => {
  let isIssued = 0;
  try {
    const { client, otpCode, replace } = readOtpOrder(event);
    const settings = readClientSettings(client);
    const { clientId, scopes, ttlSeconds, graceSeconds } = settings;
    const secret = secretVersions({ secretsManager, secretArn: settings.secretId, client });
    logger.appendKeys({ client });
    const issued = await issueByOtp(replace, {
      client,
      clientId,
      request: { scopes, ttlSeconds },
      graceSeconds,
      secret,
      api: clientApi({
        client,
        settings,
        secret,
        prove: () => Promise.resolve({ kind: 'otp', code: otpCode }),
        remainingMs: () => context.getRemainingTimeInMillis(),
      }),
      clock: Date.now,
      newAttempt,
      newVersionId: randomUUID,
      log,
    });
    isIssued = 1;
    return issued;
  } finally {
    recordMetric('IssuedByOtp', isIssued);
  }
});
