import type { Authorise } from '../aws/authorise.ts';
import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { operationOf, type Operations } from '../aws/operation.ts';
import type { Clock } from '../clock.ts';
import type { GuardedSecret } from '../iam/secret-requests.ts';
import type { SecretEncryption } from './encryption.ts';
import { batchGetSecretValue, getSecretValue } from './operations/read-value.ts';
import { createSecret } from './operations/create-secret.ts';
import { deleteSecret, restoreSecret } from './operations/delete-secret.ts';
import { describeSecret } from './operations/describe-secret.ts';
import { listSecrets } from './operations/list-secrets.ts';
import { listSecretVersionIds } from './operations/list-versions.ts';
import type { Setting } from './operations/operation.ts';
import { putSecretValue, updateSecret } from './operations/change-value.ts';
import { getRandomPassword } from './operations/random-password.ts';
import {
  deleteResourcePolicy,
  getResourcePolicy,
  putResourcePolicy,
  validateResourcePolicy,
} from './operations/resource-policy.ts';
import {
  removeRegionsFromReplication,
  replicateSecretToRegions,
  stopReplicationToReplica,
} from './operations/replicate-secret.ts';
import { cancelRotateSecret, rotateSecret } from './operations/rotate-secret.ts';
import { tagResource, untagResource } from './operations/tag-secret.ts';
import { updateSecretVersionStage } from './operations/move-label.ts';
import { systemRandom, type RandomSource } from './random-source.ts';
import { Replication } from './replication.ts';
import type { RotationAttempt } from './rotation/rotation-attempt.ts';
import type { RotationInvoker } from './rotation/rotation-invoker.ts';
import type { RotationRules } from './rotation/rotation-schedule.ts';
import { Rotations } from './rotation/rotations.ts';
import { SecretStore } from './secret-store.ts';
import { shownSecret, type ShownSecret } from './shown-secret.ts';

export type { RandomSource, RotationAttempt, RotationInvoker, RotationRules, SecretEncryption, ShownSecret };
export type { RotationStep } from './rotation/rotation-attempt.ts';
export type { RotationEvent, RotationStepName } from './rotation/rotation-invoker.ts';

interface SecretsManagerOptions {
  readonly clock: Clock;
  readonly accountId: string;
  readonly region: string;
  readonly partition?: string;
  readonly rotation: RotationInvoker;
  /** Without it, customer managed keys are accepted and never looked at. */
  readonly encryption?: SecretEncryption;
  /**
   * Asked about the calls that a call stands for: each secret that is read in a batch, and the function that is to
   * rotate a secret. Everybody may when it is absent.
   */
  readonly authorise?: Authorise;
  /** How long after each failed attempt at a rotation the next one follows. AWS does not publish its own numbers. */
  readonly retryAfterSeconds?: readonly number[];
  /** Whether AWSPENDING stays on what a rotation made current: AWS was seen to do either (belief: pending-after-rotation). */
  readonly leavesPending?: boolean;
  /** Told every SecretString that is stored and every RotationToken, for example to look for them in logs. */
  readonly onSecret?: (value: string) => void;
  readonly random?: RandomSource;
}

const RETRY_AFTER_SECONDS = [60, 300, 900, 1800];

export const SECRETS_MANAGER_OPERATIONS: Operations<Setting> = {
  BatchGetSecretValue: batchGetSecretValue,
  CancelRotateSecret: cancelRotateSecret,
  CreateSecret: createSecret,
  DeleteResourcePolicy: deleteResourcePolicy,
  DeleteSecret: deleteSecret,
  DescribeSecret: describeSecret,
  GetRandomPassword: getRandomPassword,
  GetResourcePolicy: getResourcePolicy,
  GetSecretValue: getSecretValue,
  ListSecretVersionIds: listSecretVersionIds,
  ListSecrets: listSecrets,
  PutResourcePolicy: putResourcePolicy,
  PutSecretValue: putSecretValue,
  RemoveRegionsFromReplication: removeRegionsFromReplication,
  ReplicateSecretToRegions: replicateSecretToRegions,
  RestoreSecret: restoreSecret,
  RotateSecret: rotateSecret,
  StopReplicationToReplica: stopReplicationToReplica,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateSecret: updateSecret,
  UpdateSecretVersionStage: updateSecretVersionStage,
  ValidateResourcePolicy: validateResourcePolicy,
};

/**
 * AWS Secrets Manager, in memory: its errors, its moves of staging labels, its rotations on the sandbox's clock, and
 * replicas in other regions. Where no region is named, the stack's is meant. Whether the caller may call is asked before, by whoever lets the call in.
 */
export class SecretsManager implements JsonService {
  readonly #region: string;
  readonly #settingOf: (region: string) => Setting;
  /** By region. */
  readonly #settings = new Map<string, Setting>();
  readonly #replication: Replication;
  readonly #rotations: Rotations;

  constructor(options: SecretsManagerOptions) {
    const { clock, accountId, region, partition = 'aws', encryption, authorise, random = systemRandom } = options;
    const {
      rotation: invoker,
      retryAfterSeconds = RETRY_AFTER_SECONDS,
      leavesPending = false,
      onSecret: tellSecret = () => undefined,
    } = options;
    const rotations = new Rotations({ clock, random, invoker, retryAfterSeconds, leavesPending, tellSecret });
    const replication = new Replication({ storeIn: (of) => this.#settingIn(of).store, encryption });
    const shared = { clock, random, rotations, replication, encryption, authorise, tellSecret };
    this.#region = region;
    this.#rotations = rotations;
    this.#replication = replication;
    this.#settingOf = (of) => {
      return { ...shared, region: of, store: new SecretStore(clock, random, { partition, region: of, accountId }) };
    };
  }

  /** Runs without interruption: what it changes, it has changed when it returns. */
  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    const run = operationOf(SECRETS_MANAGER_OPERATIONS, 'secretsmanager', operation);
    this.#replication.followAll();
    return run(input, caller, this.#settingIn(caller.region));
  }

  /** Every secret with its versions, values and labels. */
  secrets(): readonly ShownSecret[] {
    return this.#settingIn().store.all().map(shownSecret);
  }

  /** The secret's resource policy as it was put. */
  policyOf(secretArn: string): string | undefined {
    return this.#settingIn().store.byArn(secretArn)?.policy;
  }

  /**
   * What of a secret a caller's rights may hang on; undefined when there is no such secret.
   * @param secretId name, ARN, or ARN without its suffix
   * @throws AwsError `ValidationException` when no secret could be called so
   */
  guarded(secretId: string, caller: Caller): GuardedSecret | undefined {
    this.#replication.followAll();
    const secret = this.#settingIn(caller.region).store.lookUp(secretId, caller);
    if (secret === undefined) return undefined;
    const { arn, tags, policy, rotation } = secret;
    return { arn, tags, policy, rotationFunctionArn: rotation?.functionArn };
  }

  /** The last thousand attempts at a rotation, newest last. */
  rotations(): readonly RotationAttempt[] {
    return this.#rotations.attempts;
  }

  /** Resolves when no attempt at a rotation is running. Wait for it before the clock is moved. */
  idle(): Promise<void> {
    return this.#rotations.idle();
  }

  #settingIn(region = this.#region): Setting {
    const setting = this.#settings.get(region) ?? this.#settingOf(region);
    this.#settings.set(region, setting);
    return setting;
  }
}
