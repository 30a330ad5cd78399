import { AwsError } from '../aws/aws-service.ts';
import type { Clock } from '../clock.ts';
import type { KmsKey } from './kms-key.ts';

/** An alias, known by its name `alias/…`. */
export interface Alias {
  readonly name: string;
  readonly arn: string;
  targetKeyId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  updatedAt: number;
}

interface KeyStoreOptions {
  readonly clock: Clock;
  /** What the ARNs of keys and aliases begin with: `arn:<partition>:kms:<region>:<account>`. */
  readonly arnPrefix: string;
  readonly region: string;
}

const KEY_ID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The keys and aliases of one account and region. */
export class KeyStore {
  readonly #clock: Clock;
  readonly #arnPrefix: string;
  readonly #region: string;
  readonly #keys = new Map<string, KmsKey>();
  readonly #aliases = new Map<string, Alias>();

  constructor({ clock, arnPrefix, region }: KeyStoreOptions) {
    this.#clock = clock;
    this.#arnPrefix = arnPrefix;
    this.#region = region;
  }

  add(key: KmsKey): void {
    this.#keys.set(key.id, key);
  }

  keys(): KmsKey[] {
    this.#dropDeleted();
    return [...this.#keys.values()];
  }

  aliases(): Alias[] {
    this.#dropDeleted();
    return [...this.#aliases.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
  }

  alias(name: string): Alias | undefined {
    this.#dropDeleted();
    return this.#aliases.get(name);
  }

  setAlias(name: string, targetKeyId: string): void {
    const now = this.#clock.now();
    const alias = this.#aliases.get(name);
    if (alias === undefined) {
      this.#aliases.set(name, { name, arn: this.arnOf(name), targetKeyId, createdAt: now, updatedAt: now });
    } else {
      alias.targetKeyId = targetKeyId;
      alias.updatedAt = now;
    }
  }

  deleteAlias(name: string): void {
    this.#aliases.delete(name);
  }

  /** @param resource `key/<id>` or `alias/<name>` */
  arnOf(resource: string): string {
    return `${this.#arnPrefix}:${resource}`;
  }

  /**
   * The key that a request means: by id, key ARN, alias name or alias ARN.
   * @throws AwsError `NotFoundException`
   */
  find(keyId: string): KmsKey {
    const resource = this.#resourceOf(keyId);
    if (!resource.startsWith('alias/')) return this.#byId(resource, keyId);
    const alias = this.alias(resource);
    if (alias === undefined) throw aliasNotFound(this.arnOf(resource));
    return this.#byId(alias.targetKeyId, keyId);
  }

  /**
   * The key that a request means where AWS takes no alias: by id or key ARN.
   * @throws AwsError `NotFoundException`
   */
  findWithoutAlias(keyId: string): KmsKey {
    return this.#byId(this.#resourceOf(keyId), keyId);
  }

  #byId(id: string, asked: string): KmsKey {
    if (!KEY_ID.test(id)) throw notFound(`Invalid keyId '${asked}'`);
    this.#dropDeleted();
    const key = this.#keys.get(id);
    const arn = asked.startsWith('arn:') ? asked : this.arnOf(`key/${id}`);
    if (key === undefined || (asked.startsWith('arn:') && !asked.startsWith(`${this.#arnPrefix}:`))) {
      throw notFound(`Key '${arn}' does not exist`);
    }
    return key;
  }

  /** A key's id or `alias/<name>`. */
  #resourceOf(keyId: string): string {
    if (!keyId.startsWith('arn:')) return keyId;
    const [, , service, region = '', , ...rest] = keyId.split(':');
    if (service !== 'kms') throw notFound(`Invalid keyId '${keyId}'`);
    if (region !== this.#region) throw notFound(`Invalid arn ${region}`);
    const resource = rest.join(':');
    return resource.startsWith('key/') ? resource.slice('key/'.length) : resource;
  }

  /** A key goes for good, with its aliases, when its waiting time is over. */
  #dropDeleted(): void {
    for (const { id, deletionAt } of this.#keys.values()) {
      if (deletionAt === undefined || deletionAt > this.#clock.now()) continue;
      this.#keys.delete(id);
      for (const { name, targetKeyId } of this.#aliases.values()) {
        if (targetKeyId === id) this.#aliases.delete(name);
      }
    }
  }
}

export function aliasNotFound(aliasArn: string): AwsError {
  return notFound(`Alias ${aliasArn} is not found.`);
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message);
}
