import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** The condition that a key is used by Secrets Manager, for a caller that Secrets Manager let in. */
export function viaSecretsManager(): Record<string, string> {
  return { 'kms:ViaService': `secretsmanager.${Aws.REGION}.amazonaws.com` };
}

interface KeyUse {
  readonly sid: string;
  readonly keyArn: string;
  /** Reading a secret decrypts with its key; storing a value takes a new data key from it. */
  readonly actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[];
  /** The secret, or a pattern of the secrets, that the key may be used for. */
  readonly secretArn: string;
}

/** Lets a role use the key of a secret, for that secret, through Secrets Manager. */
export function usesKeyForSecret({ sid, keyArn, actions, secretArn }: KeyUse): PolicyStatement {
  const operator = /[*?]/.test(secretArn) ? 'StringLike' : 'StringEquals';
  const context = { 'kms:EncryptionContext:SecretARN': secretArn };
  return new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [keyArn],
    conditions:
      operator === 'StringEquals'
        ? { StringEquals: { ...viaSecretsManager(), ...context } }
        : { StringEquals: viaSecretsManager(), StringLike: context },
  });
}
