import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AWS_CLIENT_DEFAULTS } from '../../functions/clients/aws-client-defaults.ts';
import { secretVersions } from '../../functions/clients/secret-versions.ts';
import { startAwsEndpoint } from '../../sandbox/aws/aws-endpoint.ts';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../sandbox/aws/aws-service.ts';
import { Credentials } from '../../sandbox/aws/credentials.ts';
import { Sts } from '../../sandbox/sts/sts.ts';
import { Clock } from '../../sandbox/clock.ts';
import { Faults } from '../../sandbox/faults.ts';
import { Kms } from '../../sandbox/kms/kms.ts';
import { SecretsManager } from '../../sandbox/secrets-manager/secrets-manager.ts';
import { Traffic } from '../../sandbox/traffic.ts';
import { recordSecret } from '../support/secret-watch.ts';
import { canary } from './scripted-api.ts';

export type SecretsUnderTest = Awaited<ReturnType<typeof startSecrets>>;

/** The sandbox's Secrets Manager at a real endpoint, and the SDK's client as the functions make it. */
export async function startSecrets() {
  const clock = new Clock();
  const faults = new Faults();
  const setting = { clock, accountId: SANDBOX_ACCOUNT, region: SANDBOX_REGION, onSecret: recordSecret };
  const credentials = new Credentials(setting);
  const endpoint = await startAwsEndpoint({
    port: 0,
    credentials,
    traffic: new Traffic(faults),
    services: {
      secretsmanager: new SecretsManager({
        ...setting,
        rotation: { mayInvoke: () => false, invoke: () => Promise.resolve({ calls: [] }) },
      }),
      kms: new Kms(setting),
    },
    lambda: {
      operationOf: () => 'Invoke',
      handle: () => Promise.reject(new TypeError('Nobody invokes a function here.')),
    },
    sts: new Sts({ credentials, roleExists: () => false }),
  });
  const client = new SecretsManagerClient({
    ...AWS_CLIENT_DEFAULTS,
    endpoint: endpoint.origin,
    region: SANDBOX_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

  const versionsOf = (secretArn: string) => secretVersions({ secretsManager: client, secretArn, client: 'acme' });

  return {
    client,
    faults,
    versionsOf,
    /** A secret with a current version, and what the functions may do to it. */
    async create() {
      const value = canary();
      const { ARN: arn = '', VersionId: current = '' } = await client.send(
        new CreateSecretCommand({ Name: `click2mail/${randomUUID()}`, SecretString: value }),
      );
      /** Puts one more version past the code under test. */
      const put = async (labels: string[], other = canary()): Promise<string> => {
        const { VersionId = '' } = await client.send(
          new PutSecretValueCommand({ SecretId: arn, SecretString: other, VersionStages: labels }),
        );
        return VersionId;
      };
      const labelsOf = async (versionId: string): Promise<readonly string[]> => {
        const { Versions = [] } = await client.send(
          new ListSecretVersionIdsCommand({ SecretId: arn, IncludeDeprecated: true }),
        );
        return Versions.find((version) => version.VersionId === versionId)?.VersionStages ?? [];
      };
      return { arn, current, value, put, labelsOf, versions: versionsOf(arn) };
    },
    async close(): Promise<void> {
      client.destroy();
      await endpoint.close();
      clock.stop();
    },
  };
}
