import { ListSecretVersionIdsCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretUnreadable } from '../core/errors.ts';
import { CURRENT } from '../core/version-labels.ts';
import { awsErrorName } from './aws-client-defaults.ts';

/**
 * Epoch milliseconds at which the current value of a secret was put, without reading it; undefined when it has none.
 * The date of its last change would not do: a tag is a change, too.
 * @param client the client's name in the settings, for errors
 * @throws SecretUnreadable
 */
export async function valuePutAt(
  secretsManager: SecretsManagerClient,
  secretName: string,
  client: string,
): Promise<number | undefined> {
  try {
    const { Versions = [] } = await secretsManager.send(new ListSecretVersionIdsCommand({ SecretId: secretName }));
    return Versions.find(({ VersionStages = [] }) => VersionStages.includes(CURRENT))?.CreatedDate?.getTime();
  } catch (error) {
    const awsError = awsErrorName(error);
    throw new SecretUnreadable(`Secrets Manager did not list the versions of ${secretName}: ${awsError}.`, {
      client,
      awsError,
      isAbsent: false,
    });
  }
}
