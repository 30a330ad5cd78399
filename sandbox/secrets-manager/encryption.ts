import type { Caller } from '../aws/aws-service.ts';

/** One use of a customer managed key for a version of a secret. */
export interface KeyUse {
  readonly keyId: string;
  readonly secretArn: string;
  readonly versionId: string;
  readonly caller: Caller;
}

/** A version that is copied from its secret to a replica in another region; an end without a key has that region's default. */
export interface SecretCopy {
  readonly from: Pick<KeyUse, 'secretArn'> & { readonly keyId: string | undefined };
  readonly to: Pick<KeyUse, 'secretArn'> & { readonly keyId: string | undefined };
  readonly versionId: string;
  readonly caller: Caller;
}

/** The keys that secrets are encrypted with, other than the account's default key. */
export interface SecretEncryption {
  /** @throws AwsError EncryptionFailure when the caller cannot use the key so */
  encrypt(use: KeyUse): void;
  /** @throws AwsError DecryptionFailure when the caller cannot use the key so */
  decrypt(use: KeyUse): void;
  /** @throws AwsError DecryptionFailure or EncryptionFailure when the caller cannot use the keys so */
  copy(copy: SecretCopy): void;
}
