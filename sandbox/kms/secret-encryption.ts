import { AwsError, type Authorise } from '../aws/aws-service.ts';
import type { KeyUse, SecretEncryption } from '../secrets-manager/setting.ts';
import type { Kms } from './kms.ts';

interface KmsSecretEncryptionOptions {
  readonly kms: Kms;
  /** Whether a caller may use a key so; everybody may when it is absent. */
  readonly authorise?: Authorise;
}

/**
 * How Secrets Manager uses customer managed keys: in the caller's name, and with an encryption context that key
 * policies can bind.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export class KmsSecretEncryption implements SecretEncryption {
  readonly #kms: Kms;
  readonly #authorise: Authorise | undefined;

  constructor({ kms, authorise }: KmsSecretEncryptionOptions) {
    this.#kms = kms;
    this.#authorise = authorise;
  }

  /** @throws AwsError `EncryptionFailure`, or `AccessDeniedException` when the caller may not use the key */
  encrypt(use: KeyUse): void {
    this.#use(use, 'GenerateDataKey', 'EncryptionFailure', "Secrets Manager can't encrypt the protected secret text");
  }

  /** @throws AwsError `DecryptionFailure`, or `AccessDeniedException` when the caller may not use the key */
  decrypt(use: KeyUse): void {
    this.#use(use, 'Decrypt', 'DecryptionFailure', "Secrets Manager can't decrypt the protected secret text");
  }

  #use(
    { keyId, secretArn: sourceArn, versionId, caller }: KeyUse,
    operation: 'GenerateDataKey' | 'Decrypt',
    failure: string,
    sentence: string,
  ): void {
    try {
      // Whether a key that was named by its alias is still named so, AWS does not say.
      const input = { KeyId: this.#kms.key(keyId)?.arn ?? keyId };
      const via = { service: 'secretsmanager.amazonaws.com', sourceArn, versionId };
      this.#authorise?.({ service: 'kms', operation, input, caller, via });
      this.#kms.useForSecret(keyId, operation);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.name === 'AccessDeniedException') throw new AwsError(error.name, 'Access to KMS is not allowed');
      throw new AwsError(failure, `${sentence} using the provided KMS key. ${error.message}`);
    }
  }
}
