import { randomBytes } from 'node:crypto';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ClientSettings } from './client-settings.ts';
import { click2MailAuth, type Click2MailAuthOptions } from './clients/click2mail-auth.ts';
import { secretVersions } from './clients/secret-versions.ts';
import { rotate } from './core/rotation.ts';
import { parseRotationEvent } from './core/rotation-event.ts';
import { log, logger, metrics, withLambdaDefaults } from './lambda-defaults.ts';

interface RotationFunction {
  /** The client's name in the configuration. */
  readonly client: string;
  readonly settings: ClientSettings;
  readonly secretArn: string;
  readonly apiBaseUrl: string;
  readonly secretsManager: SecretsManagerClient;
  /** The grant: all that differs from one rotation function to another. */
  readonly prove: Click2MailAuthOptions['prove'];
}

/** The handler of a rotation function, whatever its grant. */
export function rotationHandler({ client, settings, secretArn, apiBaseUrl, secretsManager, prove }: RotationFunction) {
  return withLambdaDefaults(async (event, context) => {
    const begun = performance.now();
    try {
      const rotationEvent = parseRotationEvent(event);
      const { step, versionId } = rotationEvent;
      logger.appendKeys({ client, step, versionId });
      await rotate(rotationEvent, {
        client,
        clientId: settings.clientId,
        request: { scopes: settings.scopes, ttlSeconds: settings.ttlSeconds },
        secretArn,
        rotateEverySeconds: settings.rotateEverySeconds,
        graceSeconds: settings.graceSeconds,
        secret: secretVersions({ secretsManager, secretArn, client }),
        api: click2MailAuth({
          baseUrl: apiBaseUrl,
          client,
          clientId: settings.clientId,
          prove,
          clock: Date.now,
          remainingMs: () => context.getRemainingTimeInMillis(),
          log,
        }),
        clock: Date.now,
        newAttempt: () => randomBytes(6).toString('hex'),
        log,
      });
      metrics.addMetric('StepFailed', MetricUnit.Count, 0);
    } catch (error) {
      metrics.addMetric('StepFailed', MetricUnit.Count, 1);
      throw error;
    } finally {
      const durationMs = Math.round(performance.now() - begun);
      metrics.addMetric('StepDuration', MetricUnit.Milliseconds, durationMs);
      logger.info('Step ended', { durationMs });
    }
  });
}
