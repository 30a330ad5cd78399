import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { VersionStages } from '../../functions/core/version-labels.ts';
import type { StackClient } from './deployed-stack.ts';
import type { Session } from './session.ts';

/** The labels of a client's token secret, by version. */
export async function describeVersions({ secretArn }: StackClient, { aws }: Session): Promise<VersionStages> {
  const { VersionIdsToStages } = await aws.secretsManager.send(new DescribeSecretCommand({ SecretId: secretArn }));
  return VersionIdsToStages ?? {};
}
