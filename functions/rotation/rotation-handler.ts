import { setTimeout as wait } from 'node:timers/promises';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { secretVersions } from '../clients/secret-versions.ts';
import type { Grant } from '../grants/grant.ts';
import { type KeyProbeAnswer, readKeyProbe, probeKey } from '../grants/key-probe.ts';
import { elapsedMs } from '../lambda/elapsed.ts';
import { clientApi, newAttempt } from '../lambda/client-api.ts';
import { log, logger, withLambdaDefaults } from '../lambda/lambda-defaults.ts';
import { recordMetric } from '../lambda/own-metrics.ts';
import type { ClientSettings, KeySlot } from '../lambda/settings.ts';
import { recordForStack } from '../lambda/stack-metrics.ts';
import { readRotationEvent } from './event.ts';
import { rotate } from './rotation.ts';

interface RotationHandlerOptions {
  /** The client's name in the settings. */
  readonly client: string;
  readonly settings: ClientSettings;
  readonly secretArn: string;
  readonly secretsManager: SecretsManagerClient;
  /** All that differs from one rotation function to another. */
  readonly grant: Grant;
  /**
   * The same with the key in a slot, whichever signs; only where assertions are signed.
   * @throws InvalidOrder when there is no key in it
   */
  readonly grantOfSlot?: (slot: KeySlot) => Grant;
}

/** The handler of a rotation function, whatever its grant. */
export function rotationHandler(options: RotationHandlerOptions) {
  const { client, settings, secretArn, secretsManager, grant, grantOfSlot } = options;
  const secret = secretVersions({ secretsManager, secretArn, client });
  const apiBy = (prove: Grant, context: Context) =>
    clientApi({ client, settings, secret, prove, remainingMs: () => context.getRemainingTimeInMillis() });

  /** Asked by an operator before another key signs: by this function, because it is the one whose key it will be. */
  const probe = async (slot: KeySlot, proving: Grant, context: Context): Promise<KeyProbeAnswer> => {
    let assertion: string | undefined;
    const proveAndKeep: Grant = async (needs) => {
      const proof = await proving(needs);
      if (proof.kind === 'assertion') assertion = proof.assertion;
      return proof;
    };
    logger.appendKeys({ client, slot });
    const api = apiBy(proveAndKeep, context);
    const answer = await probeKey(client, slot, { api, newAttempt, sentAssertion: () => assertion });
    recordMetric('KeyProbesAccepted', answer.accepted ? 1 : 0);
    return answer;
  };

  return withLambdaDefaults(async (event, context) => {
    const slot = grantOfSlot === undefined ? undefined : readKeyProbe(event, client);
    if (slot !== undefined && grantOfSlot !== undefined) return probe(slot, grantOfSlot(slot), context);
    const begun = elapsedMs();
    try {
      const rotationEvent = readRotationEvent(event);
      const { step, versionId } = rotationEvent;
      logger.appendKeys({ client, step, versionId });
      await rotate(rotationEvent, {
        client,
        clientId: settings.clientId,
        request: { scopes: settings.scopes, ttlSeconds: settings.ttlSeconds },
        secretArn,
        rotateEverySeconds: settings.rotateEverySeconds,
        graceSeconds: settings.graceSeconds,
        secret,
        api: apiBy(grant, context),
        clock: Date.now,
        newAttempt,
        wait,
        log,
      });
      return undefined;
    } catch (error) {
      recordForStack('RotationFailures');
      throw error;
    } finally {
      const durationMs = Math.round(elapsedMs() - begun);
      recordMetric('StepDuration', durationMs, MetricUnit.Milliseconds);
      logger.info('Step ended', { durationMs });
    }
  });
}
