import { SecretUnreadable } from './errors.ts';
import type { SecretVersions } from './secret-versions.ts';
import { holdsToken } from './token-in-value.ts';
import { parseTokenSecret, type TokenSecret } from './token-secret.ts';
import { endTime, isInUse, isTracked, type VersionStages } from './version-labels.ts';

/** Versions' values: one never changes once it is written, so each is read once. */
export class VersionValues {
  readonly #secret: SecretVersions;
  readonly #read = new Map<string, string>();

  constructor(secret: SecretVersions) {
    this.#secret = secret;
  }

  /** @returns undefined where nothing is written yet @throws SecretUnreadable */
  async of(versionId: string): Promise<string | undefined> {
    const known = this.#read.get(versionId);
    if (known !== undefined) return known;
    try {
      const { value } = await this.#secret.read({ versionId });
      this.#read.set(versionId, value);
      return value;
    } catch (error) {
      if (error instanceof SecretUnreadable && error.isAbsent) return undefined;
      throw error;
    }
  }
}

/** A version whose token must live, whatever another version with the same token says. */
interface User {
  readonly value: string;
  /** Current or pending; the others wait for a time to come. */
  readonly isInFront: boolean;
  /** Whether its own labels see to the end of its token. */
  readonly isAccountable: boolean;
}

/** The versions in use: people copy versions, paste values and roll back. */
export interface Use {
  readonly users: readonly User[];
  /** Why a version that waits for its time cannot be read: it may hold any token. */
  readonly hindrance: SecretUnreadable | undefined;
}

/** @throws SecretUnreadable when the current or the pending version cannot be read: it may hold any token */
export async function findUse(versions: VersionStages, now: number, values: VersionValues): Promise<Use> {
  const users: User[] = [];
  let hindrance: SecretUnreadable | undefined;
  for (const versionId of Object.keys(versions)) {
    const isInFront = isInUse(versions, versionId);
    const isOwed = isTracked(versions, versionId);
    if (!isInFront && !(isOwed && (endTime(versions, versionId) ?? Infinity) > now)) continue;
    try {
      const value = await values.of(versionId);
      if (value === undefined) continue;
      users.push({ value, isInFront, isAccountable: isOwed && parseTokenSecret(value) !== undefined });
    } catch (error) {
      if (isInFront || !(error instanceof SecretUnreadable)) throw error;
      hindrance = error;
    }
  }
  return { users, hindrance };
}

/** What is to become of a token whose time has passed. */
export type Verdict = 'revoke' | 'keep' | 'leave to other';

/**
 * @param isHastened whether an order has it end now: then only what is current or pending keeps it
 * @throws SecretUnreadable when that cannot be told
 */
export function judgeToken(token: TokenSecret, isHastened: boolean, { users, hindrance }: Use): Verdict {
  if (hindrance !== undefined && !isHastened) throw hindrance;
  const user = users.find(({ isInFront, value }) => (isInFront || !isHastened) && holdsToken(value, token));
  if (user === undefined) return 'revoke';
  return user.isAccountable && !isHastened ? 'leave to other' : 'keep';
}
