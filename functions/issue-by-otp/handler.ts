import { randomBytes, randomUUID } from 'node:crypto';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { click2MailAuth } from '../clients/click2mail-auth.ts';
import { secretVersions } from '../clients/secret-versions.ts';
import { issueByOtp } from '../core/otp-issuing.ts';
import { parseOtpOrder } from '../core/otp-order.ts';
import { readClientSettings } from '../function-surroundings.ts';
import { log, logger, metrics, withLambdaDefaults } from '../lambda-defaults.ts';
import { recordDrift } from '../stack-metrics.ts';

const secretsManager = new SecretsManagerClient(AWS_CLIENT_DEFAULTS);

/** Issues a client's token by a one-time code that an operator was given, and makes it current. */
export const handler = withLambdaDefaults(async (event, context) => {
  let isIssued = 0;
  try {
    const { client, otpCode, replace } = parseOtpOrder(event);
    const settings = readClientSettings(client);
    const { clientId, scopes, ttlSeconds, graceSeconds } = settings;
    logger.appendKeys({ client });
    const issued = await issueByOtp(replace, {
      client,
      clientId,
      request: { scopes, ttlSeconds },
      graceSeconds,
      secret: secretVersions({ secretsManager, secretArn: settings.secretId, client }),
      api: click2MailAuth({
        baseUrl: settings.apiBaseUrl,
        client,
        clientId,
        prove: () => Promise.resolve({ kind: 'otp', code: otpCode }),
        clock: Date.now,
        remainingMs: () => context.getRemainingTimeInMillis(),
        log,
        onDrift: recordDrift,
      }),
      clock: Date.now,
      newAttempt: () => randomBytes(6).toString('hex'),
      newVersionId: randomUUID,
      log,
    });
    isIssued = 1;
    return issued;
  } finally {
    metrics.addMetric('IssuedByOtp', MetricUnit.Count, isIssued);
  }
});
