import { AwsError, type Caller, type WireObject } from '../aws/aws-service.ts';
import type { SecretEncryption } from './encryption.ts';
import { nameTaken } from './refusals.ts';
import { arnIn, regionOf } from './secret-arn.ts';
import type { SecretStore } from './secret-store.ts';
import { inSeconds, type Replica, type Secret, type SecretVersion } from './secret.ts';

interface ReplicationOptions {
  readonly storeIn: (region: string) => SecretStore;
  readonly encryption: SecretEncryption | undefined;
}

/** Where a secret is to be replicated to, and the key of that region; without one, its `aws/secretsmanager`. */
export interface WantedReplica {
  readonly region: string;
  readonly keyId: string | undefined;
}

interface Adding {
  readonly caller: Caller;
  /** Whether a secret that has the name there makes way. */
  readonly overwrite: boolean;
}

/** As AWS's documentation shows it: https://docs.aws.amazon.com/cli/latest/reference/secretsmanager/describe-secret.html */
const SUCCEEDED = 'Replication succeeded';
/** How AWS names a region's own key. */
export const DEFAULT_KEY = 'alias/aws/secretsmanager';

/**
 * The copies of secrets in other regions. A value is copied in the name of whoever stores it; that it cannot be does
 * not hinder the storing: the replica has failed, and keeps what it had. AWS says neither when it tries again by itself
 * nor that it does, so here only ReplicateSecretToRegions does.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets_troubleshoot.html
 */
export class Replication {
  readonly #options: ReplicationOptions;
  readonly #primaries = new Set<Secret>();

  constructor(options: ReplicationOptions) {
    this.#options = options;
  }

  /** Begins to replicate a secret, or tries again. */
  add(primary: Secret, wanted: readonly WantedReplica[], adding: Adding): void {
    this.#primaries.add(primary);
    primary.replicas ??= new Map();
    for (const { region, keyId } of wanted) {
      const replica: Replica = { region, keyId, status: 'InSync', message: SUCCEEDED };
      primary.replicas.set(region, replica);
      attempt(replica, () => this.#copySecret(primary, replica, adding));
    }
  }

  /** Copies a version that has just been stored to every replica that goes with its primary. */
  copyVersion(primary: Secret, version: SecretVersion, caller: Caller): void {
    for (const replica of inSync(primary)) {
      attempt(replica, () => {
        const copy = this.#copyOf(version, primary, replica, caller);
        this.#at(primary, replica)?.versions.set(copy.id, copy);
      });
    }
  }

  /** Has every replica that goes with its primary follow it in all that is not encrypted. */
  followAll(): void {
    for (const primary of this.#primaries) {
      for (const replica of inSync(primary)) follow(primary, this.#at(primary, replica));
    }
  }

  /** Deletes a secret's replicas in these regions; that there is none somewhere does not matter. */
  remove(primary: Secret, regions: readonly string[]): void {
    for (const region of regions) {
      const replica = primary.replicas?.get(region);
      const copy = replica && this.#at(primary, replica);
      if (copy !== undefined) this.#options.storeIn(region).remove(copy);
      primary.replicas?.delete(region);
    }
    if (primary.replicas?.size === 0) this.#primaries.delete(primary);
  }

  /** Makes a replica a secret of its own. */
  promote(replica: Secret): void {
    const { primaryRegion = '' } = replica;
    replica.primaryRegion = undefined;
    const primary = this.#options.storeIn(primaryRegion).byArn(arnIn(primaryRegion, replica.arn));
    primary?.replicas?.delete(regionOf(replica.arn));
  }

  /** Gives a replica another key for what is copied from now on. */
  setKey(replica: Secret, keyId: string | undefined): void {
    const { primaryRegion = '' } = replica;
    const primary = this.#options.storeIn(primaryRegion).byArn(arnIn(primaryRegion, replica.arn));
    const known = primary?.replicas?.get(regionOf(replica.arn));
    if (known !== undefined) known.keyId = keyId;
  }

  /**
   * As the API answers it.
   * @param begun regions that replication has just begun to: that is all that AWS knows of them when it answers
   */
  statusOf(primary: Secret, begun: readonly string[] = []): WireObject[] {
    return [...(primary.replicas?.values() ?? [])].map((replica) => ({
      Region: replica.region,
      KmsKeyId: replica.keyId ?? DEFAULT_KEY,
      ...(begun.includes(replica.region)
        ? { Status: 'InProgress' }
        : { Status: replica.status, StatusMessage: replica.message }),
      LastAccessedDate: inSeconds(this.#at(primary, replica)?.accessedOn),
    }));
  }

  #copySecret(primary: Secret, replica: Replica, { caller, overwrite }: Adding): void {
    const { region, keyId } = replica;
    const store = this.#options.storeIn(region);
    const known = this.#at(primary, replica);
    const namesake = store.byName(primary.name);
    if (namesake !== known && !overwrite) throw nameTaken(primary.name, region);
    const copies = [...primary.versions.values()]
      .filter(({ value }) => value !== undefined)
      .map((version) => this.#copyOf(version, primary, replica, caller));
    if (namesake !== undefined) store.remove(namesake);
    const copy: Secret = {
      arn: arnIn(region, primary.arn),
      name: primary.name,
      createdAt: known?.createdAt ?? primary.createdAt,
      changedAt: primary.changedAt,
      keyId,
      primaryRegion: regionOf(primary.arn),
      labels: new Map(),
      versions: new Map(copies.map((version) => [version.id, version])),
      ...(known?.accessedOn !== undefined && { accessedOn: known.accessedOn }),
    };
    store.add(copy);
    follow(primary, copy);
  }

  /** @throws AwsError when the caller cannot have the version copied */
  #copyOf({ id, value, createdAt, keyId }: SecretVersion, primary: Secret, to: Replica, caller: Caller): SecretVersion {
    const { arn } = primary;
    const use = { from: { secretArn: arn, keyId }, to: { secretArn: arnIn(to.region, arn), keyId: to.keyId } };
    this.#options.encryption?.copy({ ...use, versionId: id, caller });
    return { id, value, createdAt, keyId: to.keyId };
  }

  #at({ arn }: Secret, { region }: Replica): Secret | undefined {
    const found = this.#options.storeIn(region).byArn(arnIn(region, arn));
    return found?.primaryRegion === regionOf(arn) ? found : undefined;
  }
}

function inSync({ replicas }: Secret): Replica[] {
  return [...(replicas?.values() ?? [])].filter(({ status }) => status === 'InSync');
}

/** The form of the message is AWS's for a name that is taken; what it says of a key is not known. */
function attempt(replica: Replica, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    replica.status = 'Failed';
    replica.message = `Replication failed: ${error.message}`;
  }
}

/** What a replica has from its primary besides values: tags and policies are named by the user guide. */
function follow(primary: Secret, copy: Secret | undefined): void {
  if (copy === undefined) return;
  const { versions, labels, description, tags, policy, changedAt } = primary;
  for (const id of copy.versions.keys()) if (!versions.has(id)) copy.versions.delete(id);
  copy.labels = new Map([...labels].filter(([id]) => copy.versions.has(id)));
  copy.description = description;
  copy.policy = policy;
  copy.changedAt = changedAt;
  if (tags !== undefined) copy.tags = new Map(tags);
}
