import type { Authorise } from '../aws/authorise.ts';
import { AwsError } from '../aws/aws-service.ts';
import type { KeyUse, SecretCopy, SecretEncryption } from '../secrets-manager/encryption.ts';
import { regionOf } from '../secrets-manager/secret-arn.ts';
import type { Kms } from './kms.ts';

interface KmsSecretEncryptionOptions {
  readonly kms: Kms;
  /** Whether a caller may use a key so; everybody may when it is absent. */
  readonly authorise?: Authorise;
}

const CANNOT = {
  DecryptionFailure: "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
  EncryptionFailure: "Secrets Manager can't encrypt the protected secret text using the provided KMS key.",
} as const;

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
    this.#use(use, 'GenerateDataKey');
  }

  /** @throws AwsError `DecryptionFailure`, or `AccessDeniedException` when the caller may not use the key */
  decrypt(use: KeyUse): void {
    this.#use(use, 'Decrypt');
  }

  /**
   * AWS names the three uses, and that they are the caller's; whether Secrets Manager of the primary's region or of the
   * replica's makes them, it does not say. So the caller has to have the right by way of either.
   * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html
   * @throws AwsError as `decrypt` and `encrypt` do
   */
  copy({ from, to, versionId, caller }: SecretCopy): void {
    const region = regionOf(to.secretArn);
    for (const serviceRegion of [regionOf(from.secretArn), region]) {
      if (from.keyId !== undefined) {
        this.#use({ ...from, keyId: from.keyId, versionId, caller }, 'Decrypt', serviceRegion);
      }
      if (to.keyId === undefined) continue;
      const use = { ...to, keyId: to.keyId, versionId, caller: { ...caller, region } };
      this.#use(use, 'GenerateDataKey', serviceRegion);
      this.#use(use, 'Encrypt', serviceRegion);
    }
  }

  /** @param serviceRegion where Secrets Manager is, if not where the key is */
  #use(
    { keyId, secretArn: sourceArn, versionId, caller }: KeyUse,
    operation: 'GenerateDataKey' | 'Encrypt' | 'Decrypt',
    serviceRegion?: string,
  ): void {
    try {
      // Whether a key that was named by its alias is still named so, AWS does not say.
      const input = { KeyId: this.#kms.key(keyId, caller.region)?.arn ?? keyId };
      const via = {
        service: 'secretsmanager.amazonaws.com',
        sourceArn,
        versionId,
        ...(serviceRegion && { serviceRegion }),
      };
      this.#authorise?.({ service: 'kms', operation, input, caller, via });
      this.#kms.useForSecret(keyId, operation, caller.region);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.name === 'AccessDeniedException') throw new AwsError(error.name, 'Access to KMS is not allowed');
      const failure = operation === 'Decrypt' ? 'DecryptionFailure' : 'EncryptionFailure';
      throw new AwsError(failure, `${CANNOT[failure]} ${error.message}`);
    }
  }
}
