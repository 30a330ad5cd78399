import type { KeySlot } from '../../functions/lambda/settings.ts';

/** A key in a slot, as KMS tells of it. Times are epoch milliseconds. */
export interface ObservedKey {
  readonly slot: KeySlot;
  readonly arn: string;
  readonly createdAt: number;
  /** KMS's word, for example `Enabled`; `Missing` when it knows no such key any more. */
  readonly keyState: string;
  /** The last successful use; undefined when KMS knows of none since `watchedSince`. */
  readonly lastUsedAt: number | undefined;
  /** Since when KMS keeps note of the key's uses. */
  readonly watchedSince: number;
}

/** What the states of a client's slots follow from. Times are epoch milliseconds. */
export interface ObservedSlots {
  readonly keys: readonly ObservedKey[];
  /** The slot whose key the deployed rotation function signs with. */
  readonly signing: KeySlot;
  /** When the current token was issued; undefined when there is none. */
  readonly currentIssuedAt: number | undefined;
  /** When the rotation function was deployed last. */
  readonly deployedAt: number;
  readonly now: number;
  /** For so many days nothing may have been signed with a key before it is retired. */
  readonly days: number;
}

/**
 * `empty`: there is no key in it. `signing`: its key signs. `unusable`: it should, and KMS does not let it. `prepared`: its
 * key is the successor of the one that signs. `superseded`: it is the predecessor, and not to be retired yet.
 * `retirable`: it may be. `retired`: it is disabled. `deleting`: it waits for its deletion.
 */
export type KeySlotStatus =
  'empty' | 'signing' | 'unusable' | 'prepared' | 'superseded' | 'retirable' | 'retired' | 'deleting';

export interface KeySlotState {
  readonly slot: KeySlot;
  readonly status: KeySlotStatus;
  /** Absent for an empty slot. */
  readonly key?: ObservedKey;
  /** Only of a superseded key: why it is kept. */
  readonly hindrance?: string;
  /** Only of a superseded key: whether the current token may have been issued with it, and so none with its successor. */
  readonly mayHaveIssued?: boolean;
}

/** What `assertion.keySlots` says during a rollover. */
export const bothSlots = ['a', 'b'] as const;

const DAY_MS = 24 * 60 * 60 * 1000;

/** A token is issued within an invocation after its assertion was signed. */
const LONGEST_ISSUING_MS = 2 * 60 * 1000;

/** How the two slots of a client are, and so how far a rollover is. It follows from what is there, and from nothing kept. */
export function keySlotStates(observed: ObservedSlots): readonly [KeySlotState, KeySlotState] {
  return [slotState('a', observed), slotState('b', observed)];
}

export function otherSlot(slot: KeySlot): KeySlot {
  return slot === 'a' ? 'b' : 'a';
}

function slotState(slot: KeySlot, observed: ObservedSlots): KeySlotState {
  const { keys, signing } = observed;
  const key = keys.find((one) => one.slot === slot);
  if (key === undefined) return { slot, status: 'empty' };
  if (slot === signing) return { slot, status: key.keyState === 'Enabled' ? 'signing' : 'unusable', key };
  if (key.keyState === 'PendingDeletion') return { slot, status: 'deleting', key };
  if (key.keyState !== 'Enabled') return { slot, status: 'retired', key };
  const inUse = keys.find((one) => one.slot === signing);
  // Whichever is younger is to take the other's place; an activation that was undone makes it the successor again.
  if (inUse === undefined || key.createdAt > inUse.createdAt) return { slot, status: 'prepared', key };
  const hindrance = whyKept(key, observed);
  if (hindrance === undefined) return { slot, status: 'retirable', key };
  return { slot, status: 'superseded', key, hindrance, mayHaveIssued: !isIssuedWithout(key, observed) };
}

function whyKept(key: ObservedKey, observed: ObservedSlots): string | undefined {
  const { currentIssuedAt, now, days, signing } = observed;
  const lastUse = lastPossibleUse(key);
  if (currentIssuedAt === undefined) return 'there is no current token, so nothing shows that its successor works';
  if (lastUse === undefined) return undefined;
  if (!isIssuedWithout(key, observed)) {
    return `the current token may have been issued with it, and none with the key in slot ${signing} yet`;
  }
  const free = lastUse + days * DAY_MS;
  if (now >= free) return undefined;
  return `it signed last at ${iso(lastUse)}, and ${days} days after that are over at ${iso(free)}`;
}

/**
 * Whether a key certainly did not sign the assertion that the current token was issued for: it signed long before, or
 * not since the function that issued the token was deployed, or the function had signed with the other one for longer
 * than an invocation lasts.
 */
export function isIssuedWithout(
  key: ObservedKey,
  { currentIssuedAt, deployedAt }: Pick<ObservedSlots, 'currentIssuedAt' | 'deployedAt'>,
): boolean {
  if (currentIssuedAt === undefined) return false;
  // Nobody knows any more when it signed.
  if (key.keyState === 'Missing') return deployedAt < currentIssuedAt;
  const lastUse = lastPossibleUse(key);
  if (lastUse === undefined || currentIssuedAt - lastUse > LONGEST_ISSUING_MS) return true;
  if (currentIssuedAt <= deployedAt) return false;
  return lastUse < deployedAt || currentIssuedAt - deployedAt > LONGEST_ISSUING_MS;
}

/** What was before KMS took note may have been until then. */
function lastPossibleUse({ lastUsedAt, createdAt, watchedSince }: ObservedKey): number | undefined {
  return lastUsedAt ?? (createdAt < watchedSince ? watchedSince : undefined);
}

function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+/, '');
}
