import { SecretUnreadable } from './errors.ts';
import { isUndatedPrevious } from './ledger-rules.ts';
import type { Ledger } from './ledger.ts';
import type { Log } from './token-api.ts';
import { claimedToken, holdsToken } from './token-in-value.ts';
import { parseTokenSecret } from './token-secret.ts';
import type { VersionValues } from './token-use.ts';
import { carries, isInUse, isStored, isTracked, PREVIOUS, type VersionStages } from './version-labels.ts';

interface Succeeding {
  /** Click2Mail's name for the client. */
  readonly clientId: string;
  readonly graceSeconds: number;
  readonly log: Log;
}

/**
 * Writes down what only AWSCURRENT and AWSPREVIOUS say, before another version becomes current: whatever happens after
 * the move, the sweep must see which versions hold live tokens, and which of them were in use.
 * @returns the versions whose grace begins with the move
 * @throws LabelNotMoved
 */
export async function prepareSuccession(
  current: string,
  ledger: Ledger,
  values: VersionValues,
  succeeding: Succeeding,
): Promise<string[]> {
  const holders = await holdersOfCurrentToken(current, ledger.versions, values, succeeding);
  await (holders.includes(current) ? ledger.accept(current) : ledger.clearEnd(current));
  for (const versionId of Object.keys(ledger.versions).filter((one) => !isInUse(ledger.versions, one))) {
    // AWSPREVIOUS leaves the version with the move, and so does the copy of its token.
    const isToBeDated = isUndatedPrevious(ledger.versions, versionId) || holders.includes(versionId);
    if (isToBeDated) await ledger.supersedeLate(versionId, succeeding.graceSeconds);
  }
  return holders;
}

/**
 * The versions of the ledger that answer for the current value's token: the current one, if it is ours. What somebody
 * wrote by hand may hold the token of another one, which was in use as long; what cannot be read may hold any.
 */
async function holdersOfCurrentToken(
  current: string,
  versions: VersionStages,
  values: VersionValues,
  { clientId, log }: Succeeding,
): Promise<string[]> {
  if (isStored(versions, current)) return [current];
  const value = await valueIfReadable(current, values);
  if (value === UNREADABLE || parseTokenSecret(value)?.client_id === clientId) return [current];
  const holders: string[] = [];
  let isAnsweredFor = false;
  for (const versionId of Object.keys(versions).filter((one) => !isInUse(versions, one) && isKnown(versions, one))) {
    const other = await valueIfReadable(versionId, values);
    const token = other === UNREADABLE ? undefined : parseTokenSecret(other);
    const isHolder = token !== undefined && holdsToken(value, token);
    if (isHolder || other === UNREADABLE) holders.push(versionId);
    isAnsweredFor ||= isHolder;
  }
  // That a version which cannot be read may hold the token does not answer for it.
  const claimed = isAnsweredFor ? undefined : claimedToken(value);
  if (claimed !== undefined) log.unaccounted('somebody wrote it by hand', { versionId: current, ...claimed });
  return holders;
}

/** Whether the version holds a live token, or did a moment ago. */
const isKnown = (versions: VersionStages, versionId: string): boolean =>
  isTracked(versions, versionId) || carries(versions, versionId, PREVIOUS);

const UNREADABLE = Symbol('unreadable');

/** Empty where nothing is written yet. */
async function valueIfReadable(versionId: string, values: VersionValues): Promise<string | typeof UNREADABLE> {
  try {
    return (await values.of(versionId)) ?? '';
  } catch (error) {
    if (error instanceof SecretUnreadable) return UNREADABLE;
    throw error;
  }
}
