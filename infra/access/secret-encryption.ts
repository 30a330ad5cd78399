import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * The condition that a key is used by Secrets Manager, for a caller that Secrets Manager let in.
 * @param otherRegions where it may be besides the stack's own region
 */
export function viaSecretsManager(otherRegions: readonly string[] = []): Record<string, string | string[]> {
  const [own = '', ...others] = [Aws.REGION, ...otherRegions].map((region) => `secretsmanager.${region}.amazonaws.com`);
  return { 'kms:ViaService': others.length === 0 ? own : [own, ...others] };
}

export interface KeyUse {
  readonly sid: string;
  readonly keyArn: string;
  /** Reading a secret decrypts with its key; storing a value takes a new data key from it, and copying one encrypts, too. */
  readonly actions: readonly ('kms:Decrypt' | 'kms:Encrypt' | 'kms:GenerateDataKey')[];
  /** The secret, or patterns of the secrets, that the key may be used for. */
  readonly secretArn: string | readonly string[];
  /** Where the secret has replicas: which region's Secrets Manager uses the key then, AWS does not say. */
  readonly replicaRegions?: readonly string[];
}

/** Lets a role use the key of a secret, for that secret, through Secrets Manager. */
export function usesKeyForSecret({ sid, keyArn, actions, secretArn, replicaRegions }: KeyUse): PolicyStatement {
  const via = viaSecretsManager(replicaRegions);
  const isPattern = [secretArn].flat().some((arn) => /[*?]/.test(arn));
  const context = { 'kms:EncryptionContext:SecretARN': secretArn };
  return new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [keyArn],
    conditions: isPattern ? { StringEquals: via, StringLike: context } : { StringEquals: { ...via, ...context } },
  });
}
