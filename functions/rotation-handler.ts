import { randomBytes } from 'node:crypto';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ClientSettings } from './client-settings.ts';
import { click2MailAuth } from './clients/click2mail-auth.ts';
import type { GrantProof } from './clients/grant-proof.ts';
import { secretVersions } from './clients/secret-versions.ts';
import { rotate } from './core/rotation.ts';
import { parseRotationEvent } from './core/rotation-event.ts';
import type { SecretVersions } from './core/secret-versions.ts';
import type { TokenApi } from './core/token-api.ts';
import { log, logger, metrics, withLambdaDefaults } from './lambda-defaults.ts';

/** What a grant may use to make its proof. */
export interface Proving {
  /** Names the attempt; the `jti` of an assertion begins with it. */
  readonly attempt: string;
  /** Epoch milliseconds, by the API's clock as far as it is known. */
  readonly now: number;
  readonly secret: SecretVersions;
  readonly exchange: TokenApi['exchange'];
}

/** Proves to the API, for one request, that a long-term token may be issued. */
export type Grant = (proving: Proving) => Promise<GrantProof>;

interface RotationFunction {
  /** The client's name in the configuration. */
  readonly client: string;
  readonly settings: ClientSettings;
  readonly secretArn: string;
  readonly secretsManager: SecretsManagerClient;
  /** All that differs from one rotation function to another. */
  readonly grant: Grant;
}

/** The handler of a rotation function, whatever its grant. */
export function rotationHandler({ client, settings, secretArn, secretsManager, grant }: RotationFunction) {
  const secret = secretVersions({ secretsManager, secretArn, client });
  return withLambdaDefaults(async (event, context) => {
    const begun = performance.now();
    try {
      const rotationEvent = parseRotationEvent(event);
      const { step, versionId } = rotationEvent;
      logger.appendKeys({ client, step, versionId });
      const api: TokenApi = click2MailAuth({
        baseUrl: settings.apiBaseUrl,
        client,
        clientId: settings.clientId,
        clock: Date.now,
        remainingMs: () => context.getRemainingTimeInMillis(),
        log,
        prove: (attempt, now) => grant({ attempt, now, secret, exchange: (...asked) => api.exchange(...asked) }),
      });
      await rotate(rotationEvent, {
        client,
        clientId: settings.clientId,
        request: { scopes: settings.scopes, ttlSeconds: settings.ttlSeconds },
        secretArn,
        rotateEverySeconds: settings.rotateEverySeconds,
        graceSeconds: settings.graceSeconds,
        secret,
        api,
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
