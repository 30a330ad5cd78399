import type { Caller } from '../aws/aws-service.ts';
import type { Clock } from '../clock.ts';
import { arnSuffix, type RandomSource } from './random-source.ts';
import { invalidName, markedForDeletion, notOnReplica, secretNotFound } from './refusals.ts';
import type { Secret } from './secret.ts';

/** Where the secrets live. */
export interface SecretsPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

const NAME = /^[A-Za-z0-9/_+=.@!-]+$/;
const SECRET_ARN = /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:(.+)$/;
/** A name that ends like a full ARN's suffix: AWS takes the end for the suffix and finds nothing. */
const ENDS_LIKE_A_SUFFIX = /-[A-Za-z0-9]{6}$/;

/** All secrets, found by name, ARN, or ARN without its suffix. */
export class SecretStore {
  readonly #byArn = new Map<string, Secret>();
  readonly #byName = new Map<string, Secret>();

  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #place: SecretsPlace;

  constructor(clock: Clock, random: RandomSource, place: SecretsPlace) {
    this.#clock = clock;
    this.#random = random;
    this.#place = place;
  }

  /** An ARN for this name, with a suffix of its own. */
  newArn(name: string): string {
    const { partition, region, accountId } = this.#place;
    return `arn:${partition}:secretsmanager:${region}:${accountId}:secret:${name}-${arnSuffix(this.#random)}`;
  }

  add(secret: Secret): void {
    this.#byArn.set(secret.arn, secret);
    this.#byName.set(secret.name, secret);
  }

  remove(secret: Secret): void {
    this.#byArn.delete(secret.arn);
    if (this.#byName.get(secret.name) === secret) this.#byName.delete(secret.name);
  }

  /**
   * The secret, even one that is marked for deletion.
   * @throws ValidationException when no secret could be called so; ResourceNotFoundException
   */
  find(secretId: string, caller: Caller): Secret {
    const secret = this.lookUp(secretId, caller);
    if (secret === undefined) throw secretNotFound();
    return secret;
  }

  /** As `find`. @throws InvalidRequestException also when the secret is marked for deletion */
  findActive(secretId: string, caller: Caller): Secret {
    const secret = this.find(secretId, caller);
    if (secret.deletion !== undefined) throw markedForDeletion();
    return secret;
  }

  /** As `findActive`. @throws InvalidParameterException also when it is a replica, which only its primary changes */
  findPrimary(secretId: string, caller: Caller): Secret {
    const secret = this.findActive(secretId, caller);
    requirePrimary(secret);
    return secret;
  }

  /**
   * As `find`, and undefined when there is no such secret.
   * @throws ValidationException
   */
  lookUp(secretId: string, caller: Caller): Secret | undefined {
    const name = SECRET_ARN.exec(secretId)?.[1];
    requireName(name ?? secretId);
    // A name means a secret of the caller's own account.
    if (name === undefined) return this.isForeign(caller) ? undefined : this.byName(secretId);
    const found = this.byArn(secretId);
    if (found !== undefined || ENDS_LIKE_A_SUFFIX.test(name)) return found;
    const named = this.byName(name);
    return named?.arn.startsWith(`${secretId}-`) === true ? named : undefined;
  }

  byName(name: string): Secret | undefined {
    requireName(name);
    return this.#kept(this.#byName.get(name));
  }

  byArn(arn: string): Secret | undefined {
    return this.#kept(this.#byArn.get(arn));
  }

  all(): Secret[] {
    return [...this.#byArn.values()].filter((secret) => this.#kept(secret) !== undefined);
  }

  isForeign(caller: Caller): boolean {
    return caller.accountId !== this.#place.accountId;
  }

  /** The secret, unless its deletion is over: then it is forgotten here and now. */
  #kept(secret: Secret | undefined): Secret | undefined {
    if (secret?.deletion === undefined || secret.deletion.endsAt > this.#clock.now()) return secret;
    this.remove(secret);
    return undefined;
  }
}

/** @throws InvalidParameterException */
export function requirePrimary({ primaryRegion }: Secret): void {
  if (primaryRegion !== undefined) throw notOnReplica();
}

/** @throws ValidationException */
function requireName(name: string): void {
  if (!NAME.test(name)) throw invalidName();
}
