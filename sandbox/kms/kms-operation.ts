import type { Caller, WireObject } from '../aws/aws-service.ts';
import type { RandomBytes } from '../aws/credentials.ts';
import type { Clock } from '../clock.ts';
import type { KeyPairSource } from './key-material.ts';
import type { KeyStore } from './key-store.ts';

/** What the operations work with. */
export interface KmsContext {
  readonly clock: Clock;
  readonly store: KeyStore;
  readonly accountId: string;
  readonly partition: string;
  readonly random: RandomBytes;
  readonly keyPair: KeyPairSource;
  readonly onSecret: (secret: string) => void;
}

/**
 * One operation of KMS.
 * @throws AwsError as AWS would answer
 */
export type KmsOperation = (context: KmsContext, input: WireObject, caller: Caller) => Promise<WireObject> | WireObject;

/** An id, key ARN, alias name or alias ARN. */
export const KEY_ID_LENGTH = { min: 1, max: 2048 } as const;
