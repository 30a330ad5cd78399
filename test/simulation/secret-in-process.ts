import { randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretVersions } from '../../functions/clients/secret-versions.ts';
import type { SecretVersions } from '../../functions/core/secret-versions.ts';
import { SANDBOX_ACCOUNT, SANDBOX_REGION, type WireObject } from '../../sandbox/aws/aws-service.ts';
import { Clock } from '../../sandbox/clock.ts';
import { SecretsManager } from '../../sandbox/secrets-manager/secrets-manager.ts';
import { ADMINISTRATOR, clientInProcess } from './world/secrets-manager-client.ts';

const SECRET = 'click2mail/acme';
const FUNCTION = `arn:aws:lambda:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:function:rotate-acme`;

/** A token secret in the sandbox's Secrets Manager, without a network; its rotations come to nothing. */
export interface SecretInProcess {
  readonly secret: SecretVersions;
  /** How often a rotation was begun. */
  readonly rotations: () => number;
  /** An administrator's call about the secret. */
  readonly call: (operation: string, input?: WireObject) => Promise<WireObject>;
}

/** @param now epoch milliseconds at which the clock stands still */
export async function secretInProcess(now: number): Promise<SecretInProcess> {
  const secretsManager = new SecretsManager({
    clock: new Clock({ startAt: now, flowing: false }),
    accountId: SANDBOX_ACCOUNT,
    region: SANDBOX_REGION,
    rotation: { mayInvoke: () => true, invoke: () => Promise.resolve({ error: 'No function.', calls: [] }) },
  });
  await secretsManager.call('CreateSecret', { Name: SECRET, ClientRequestToken: 'u'.repeat(36) }, ADMINISTRATOR);
  const client: SecretsManagerClient = clientInProcess((operation, input) =>
    secretsManager.call(operation, input, ADMINISTRATOR),
  );
  return {
    secret: secretVersions({ secretsManager: client, secretArn: SECRET, client: 'acme' }),
    rotations: () => secretsManager.rotations().length,
    call: (operation, input = {}) =>
      secretsManager.call(
        operation,
        {
          SecretId: SECRET,
          ...(operation === 'RotateSecret' && { RotationLambdaARN: FUNCTION, ClientRequestToken: randomUUID() }),
          ...input,
        },
        ADMINISTRATOR,
      ),
  };
}
