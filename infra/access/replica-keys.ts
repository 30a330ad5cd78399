import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { secretArnPattern } from './secret-access.ts';
import { usesKeyForSecret } from './secret-encryption.ts';

/** Where copies of the token secrets are kept; without a key, a copy is encrypted by that region's own. */
export type ReplicaRegion = Settings['replicaRegions'][number];

/**
 * Lets a role store values where they are copied to a replica with a key of its own: Secrets Manager writes a replica on
 * behalf of whoever wrote the primary. For the managed key of a region nobody needs a permission.
 *
 * Two things AWS does not say: whether it is Secrets Manager of the primary's region or of the replica's that comes, and
 * whether the secret is then named by its ARN here or there. So both are let in; it is the same secret in any case
 * (belief: replica-via-service, belief: replica-context).
 * @param namePattern of the secrets, with the six characters at the end of their ARNs
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets_troubleshoot.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html
 */
export function writesReplicas(
  scope: Construct,
  namePattern: string,
  replicas: readonly ReplicaRegion[],
): PolicyStatement[] {
  return replicas.flatMap(({ region, keyArn }) => {
    if (keyArn === undefined) return [];
    return usesKeyForSecret({
      sid: `WriteReplicasIn${region.replaceAll(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase())}`,
      keyArn,
      actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
      secretArn: [secretArnPattern(scope, namePattern), secretArnPattern(scope, namePattern, region)],
      replicaRegions: [region],
    });
  });
}
