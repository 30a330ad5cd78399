import type { Authorise } from '../../aws/authorise.ts';
import type { Caller } from '../../aws/aws-service.ts';
import { operationsOn } from '../../aws/operation.ts';
import type { Clock } from '../../clock.ts';
import type { SecretEncryption } from '../encryption.ts';
import type { RandomSource } from '../random-source.ts';
import { invalidParameter, invalidRequest } from '../refusals.ts';
import type { Replication } from '../replication.ts';
import type { Rotations } from '../rotation/rotations.ts';
import type { SecretStore } from '../secret-store.ts';
import type { Secret, SecretValue } from '../secret.ts';

/** What the operations work with. */
export interface Setting {
  readonly region: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly store: SecretStore;
  readonly rotations: Rotations;
  readonly replication: Replication;
  readonly encryption: SecretEncryption | undefined;
  /** Whether a caller may make the further calls that a call stands for; everybody may when it is absent. */
  readonly authorise: Authorise | undefined;
  /** Told every SecretString that is stored, and every RotationToken. */
  readonly tellSecret: (value: string) => void;
}

/**
 * An operation whose request has a shape. It does all it does at once, so that nobody sees it half done; or it throws,
 * and nothing has changed.
 */
export const operation = operationsOn<Setting>();

/** What most operations answer. */
export function identityOf({ arn, name }: Secret): { readonly ARN: string; readonly Name: string } {
  return { ARN: arn, Name: name };
}

/**
 * The ClientRequestToken, which becomes a version id. SDKs fill it in; a bare HTTP call can forget it.
 * @param refuse AWS calls a missing one by another error in RotateSecret than elsewhere
 */
export function requireToken(token: string | undefined, refuse = invalidRequest): string {
  if (token === undefined) {
    throw refuse('You must provide a ClientRequestToken value. We recommend a UUID-type value.');
  }
  if (token.length < 32 || token.length > 64) {
    throw invalidParameter('ClientRequestToken must be 32-64 characters long.');
  }
  return token;
}

/** @throws InvalidParameterException when there are two values */
export function valueIn(input: {
  SecretString?: string | undefined;
  SecretBinary?: string | undefined;
}): SecretValue | undefined {
  const { SecretString, SecretBinary } = input;
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (SecretString !== undefined) return { SecretString };
  return SecretBinary === undefined ? undefined : { SecretBinary };
}

/** @throws InvalidRequestException when another account's caller wants a value that this account's own key encrypts */
export function requireReachableKey(keyId: string | undefined, caller: Caller, { store }: Setting): void {
  if (keyId !== undefined || !store.isForeign(caller)) return;
  throw invalidRequest(
    "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
  );
}
