import { type ClientPlan, scopesOf, ttlSeconds } from '../client-plan.ts';
import type { Chronicle } from './chronicle.ts';
import { endsAt, isInUse, type Observed, type ObservedVersion } from './observed.ts';
import type { Actor, TokenLife } from './token-life.ts';
import type { Promised } from './violation.ts';

/** What was found broken, before it is known where and when. */
export interface Finding {
  readonly promise: Promised;
  readonly what: string;
}

/** Labels carry times to the second. */
const CLOCKS_DIFFER_MS = 1000;

/** So long after the last failure everything is as it should be: what is stuck is released after six hours, and what was given up waits one. */
export const CALM_MS = 10 * 60 * 60 * 1000;

/** Who moves AWSCURRENT to a version that is due may come too late; the sweep looks again before it revokes. */
const REVOKING_MS = 90_000;

/** Promise 1: the token under AWSCURRENT is accepted. */
export function brokenOnCurrent(
  { current, now, tokens }: Observed,
  chronicle: Chronicle,
  disturbedAt: number,
): Finding[] {
  const { succession } = chronicle;
  if (!chronicle.isBootstrapped || current === undefined || succession === undefined) return [];
  const life = chronicle.lifeOf(current);
  if (life === undefined) {
    const isOurs = succession.by === 'functions';
    return isOurs ? [{ promise: 1, what: `version ${current.id} was made current and holds no token` }] : [];
  }
  const { revokedAt = now } = tokens.get(life.id) ?? {};
  const wasUnderWay = succession.wasDue && revokedAt < succession.at + REVOKING_MS;
  if (life.isLive || succession.wasDead || wasUnderWay || life.isRevokedByOthers) return [];
  if (chronicle.givenUp.has(life.id)) return [];
  // What somebody wrote by hand does not say that it holds the token which an order names.
  if (!current.isOurs && chronicle.namedInOrders.has(life.id)) return [];
  const isExpired = life.expiresAt <= now;
  // Whoever rolls back may leave less life than the schedule takes, and the sweep cannot read how much.
  if (isExpired && current.isUnreadable) return [];
  if (isExpired && (life.expiresAt < disturbedAt + CALM_MS || !isRotating(chronicle))) return [];
  return [{ promise: 1, what: `the current token ${life.id} is ${isExpired ? 'expired' : 'revoked'}` }];
}

const isRotating = ({ disabledAt }: Chronicle): boolean => disabledAt === undefined;

/** Promises 2 and 5, on tokens that were revoked just now by the functions. */
export function brokenByRevoking(
  life: TokenLife,
  { now, pending }: Observed,
  chronicle: Chronicle,
  graceSeconds: number,
): Finding[] {
  const { ceased } = life;
  const isOrdered = ceased !== undefined && chronicle.lastOrderAt >= ceased.at;
  const isInGrace = ceased?.by === 'functions' && now < ceased.at + graceSeconds * 1000 - CLOCKS_DIFFER_MS;
  if (isInGrace && !isOrdered && life.touchedAt < ceased.at) {
    const early = Math.round((ceased.at + graceSeconds * 1000 - now) / 1000);
    return [{ promise: 2, what: `token ${life.id} was revoked ${early} s before its grace was over` }];
  }
  const isStoredPending = pending?.tokenId === life.id && pending.labels.includes(`click2mail:${pending.id}`);
  if (isStoredPending && life.touchedAt === -Infinity) {
    return [{ promise: 5, what: `token ${life.id} was revoked although it is stored and pending` }];
  }
  return [];
}

/** Promise 4: what was asked for is no more than is needed. */
export function brokenByIssuing(life: TokenLife, client: ClientPlan): Finding[] {
  if (!life.isOurs) return [];
  const longest = life.isBearer ? 3600 : ttlSeconds(client);
  const isTooMuch = !life.isBearer && life.scopes.some((scope) => !scopesOf(client).includes(scope));
  const { askedSeconds: seconds } = life;
  if (seconds <= longest && !isTooMuch) return [];
  return [{ promise: 4, what: `token ${life.id} was to live ${seconds} s with ${life.scopes.join(' ')}` }];
}

/** Promise 3: who takes a token's last label off has ended it, or knows that it has expired. */
export function brokenByForgetting({ forgotten }: Chronicle): Finding[] {
  return forgotten.map(({ id }) => ({ promise: 3, what: `the labels of token ${id} went, and it lives on` }));
}

/** The longest that an attempt at issuing runs. */
const ATTEMPT_MS = 20 * 60 * 1000;

/** Promises 3 and 5, after a sweep that began at a time and failed at nothing. */
export function brokenAfterSweep(seen: Observed, chronicle: Chronicle, begunAt: number): Finding[] {
  const left = chronicle.alive.filter(
    ({ id, limboSince, issuedAt }) =>
      (limboSince ?? Infinity) < begunAt && issuedAt < begunAt - ATTEMPT_MS && !isUnreadable(id, seen),
  );
  return left.map((life) => {
    const wasStored = seen.versions.some(({ tokenId }) => tokenId === life.id) || life.currentSince !== undefined;
    const what = `token ${life.id} lives on, and nothing says until when`;
    return wasStored
      ? { promise: 3, what }
      : { promise: 5, what: `${what}: it was issued on the way and never stored` };
  });
}

const isUnreadable = (tokenId: string, { versions }: Observed): boolean =>
  versions.some((version) => version.tokenId === tokenId && version.isUnreadable);

/**
 * What an order to revoke is owed after such a sweep: what was current when it was given is dead once it is superseded,
 * and out of the rotation that somebody put it into.
 */
export function brokenOrders(seen: Observed, chronicle: Chronicle, begunAt: number): Finding[] {
  const findings: Finding[] = [];
  for (const [tokenId, orderedAt] of chronicle.ordered) {
    const life = chronicle.lives.get(tokenId);
    // What cannot be read, or has no id, keeps no order open.
    if (life?.isLive !== true || isUnreadable(tokenId, seen) || chronicle.reportedTokens.has(tokenId)) {
      chronicle.ordered.delete(tokenId);
      continue;
    }
    if (Math.max(orderedAt, life.ceased?.at ?? Infinity, life.touchedAt, life.pendingChangedAt) < begunAt) {
      findings.push({ promise: 'revoke-now', what: `token ${tokenId} lives although its revocation was ordered` });
      chronicle.ordered.delete(tokenId);
    }
  }
  return findings;
}

/** Time enough for a stuck version to be released and for the hour that a given-up one waits, with room. */
const STUCK_MS = 9 * 60 * 60 * 1000;
const LABELS_PER_SECRET = 20;
const LABELS_OF_A_ROTATION = 3;

/** Promise 6, so long after anything last went wrong that all has healed. */
export function brokenInCalm(seen: Observed, { isBootstrapped }: Chronicle): Finding[] {
  const { versions, current, pending, nextRotationAt, now } = seen;
  const findings: Finding[] = [];
  const found = (what: string): void => void findings.push({ promise: 6, what });
  if (pending !== undefined && pending.createdAt < now - STUCK_MS)
    found(`version ${pending.id} is stuck under AWSPENDING`);
  if (nextRotationAt !== undefined && nextRotationAt < now - STUCK_MS) found('the rotation is overdue and not started');
  const labels = versions.flatMap((version) => version.labels.filter((label) => !label.startsWith('by-hand-'))).length;
  if (isBootstrapped && current?.isOurs === false) {
    found(`what somebody wrote by hand in version ${current.id} is still current`);
  }
  if (labels > LABELS_PER_SECRET - LABELS_OF_A_ROTATION) found(`${labels} labels leave no room for a rotation`);
  const overdue = versions.filter(
    (version) =>
      (endsAt(version) ?? Infinity) < now - STUCK_MS && !version.isUnreadable && !isInUseByHand(version, seen),
  );
  for (const version of overdue) found(`version ${version.id} is due since long ago`);
  return findings;
}

/** Whether what somebody wrote by hand holds the version's token, and is in use or has its grace. */
const isInUseByHand = ({ id, tokenId }: ObservedVersion, seen: Observed): boolean =>
  tokenId !== undefined &&
  seen.versions.some((other) => other.id !== id && other.tokenId === tokenId && !other.isOurs && isInUse(other, seen));

const REPLACED_WITHIN_MS = 2 * 60 * 60 * 1000;

/** Promise 1: a token that was revoked behind our back is replaced, within two hours where nothing else happened since. */
export function brokenByDeath(seen: Observed, chronicle: Chronicle, disturbedAt: number): Finding[] {
  const { current, tokens, now, versions } = seen;
  const life = chronicle.lifeOf(current);
  const { revokedAt } = tokens.get(life?.id ?? '') ?? {};
  if (life?.isRevokedByOthers !== true || revokedAt === undefined || current?.isOurs !== true) return [];
  const since = Math.max(revokedAt, disturbedAt, life.currentSince ?? now);
  const patienceMs = since === revokedAt ? REPLACED_WITHIN_MS : CALM_MS;
  const labels = versions.flatMap((version) => version.labels).length;
  if (now - since <= patienceMs || labels > LABELS_PER_SECRET - LABELS_OF_A_ROTATION) return [];
  return [{ promise: 1, what: `the current token ${life.id} was revoked at the API, and is not replaced` }];
}

/** Promise 6's limit: who switched rotation off says when it goes on. */
export function brokenByEnabling(
  { isRotationEnabled, now }: Observed,
  chronicle: Chronicle,
  actor: Actor,
  oldestInvocationAt: number,
): Finding[] {
  const { disabledAt } = chronicle;
  if (!isRotationEnabled) {
    chronicle.disabledAt ??= now;
    return [];
  }
  chronicle.disabledAt = undefined;
  // An invocation that was at work before cannot have known.
  if (disabledAt === undefined || actor === 'hand' || oldestInvocationAt <= disabledAt) return [];
  return [{ promise: 6, what: 'a rotation that somebody cancelled was switched on again' }];
}
