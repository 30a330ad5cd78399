import { isUndatedPrevious } from '../core/ledger-rules.ts';
import { Ledger } from '../core/ledger.ts';
import {
  type DueRevocation,
  NOTHING_REVOKED,
  type Revocation,
  type RevokedToken,
  revokeDue,
  type Revoking,
  type UnaccountedToken,
} from '../core/revocation.ts';
import {
  carries,
  CURRENT,
  freeLabels,
  isTracked,
  revokeNowLabel,
  versionsOutOfUse,
  wasCurrent,
} from '../core/version-labels.ts';
import { type OrderedVersion, orderedVersion, type RevokeNowOrder, tokenOf } from './ordered-version.ts';
import { revokeById, revokeCurrent } from './revoke-by-id.ts';
import { reasonOf, type RevokeNowAnswer, revokeNowAnswer } from './revoke-now-answer.ts';
import {
  askForRotation,
  closeOrders,
  hasSuccessor,
  hastenOrdered,
  openOrders,
  type RevokeOrder,
} from './revoke-order.ts';

export interface RevokingNow extends Revoking {
  readonly graceSeconds: number;
  /** Milliseconds within which the order must be answered. */
  readonly patienceMs: () => number;
}

const POLL_MS = 1000;

/**
 * Replaces a client's token and revokes all that came before it. The order is kept as a label, so that the sweep
 * finishes what time or a failure leaves; the same order twice is one order.
 * @throws NotBootstrapped when there is no token to revoke
 * @throws InvalidOrder when the named token is about to become current
 */
export async function revokeNow(order: RevokeNowOrder, revoking: RevokingNow): Promise<RevokeNowAnswer> {
  const { secret, client } = revoking;
  const ledger = new Ledger(secret, revoking.clock, (await secret.describe()).versions);
  const ordered = await orderedVersion(order, ledger.versions, revoking);
  const isGivenUpForGood = ordered?.state === 'given up' && order.evenWithoutSuccessor;
  if (ordered === undefined || isGivenUpForGood) return revokeById(order.tokenId ?? '', ledger, revoking);
  switch (ordered.state) {
    case 'fresh':
      return revokeFormer(ordered, ledger, revoking);
    case 'given up':
      return revokeNowAnswer(
        { client, outcome: 'incomplete', order_kept: false, reason: WAITS },
        NOTHING_REVOKED,
        ledger.versions,
        revoking,
      );
    case 'to end':
      return replaceAndRevoke(ordered, order, ledger, revoking);
  }
}

const WAITS =
  'The token was given up before it was ever current. The sweep revokes it when its time has come: until then a ' +
  'rotation that is at work may make it current. With "even_without_successor":true it is revoked all the same.';

async function replaceAndRevoke(
  ordered: OrderedVersion,
  { evenWithoutSuccessor }: RevokeNowOrder,
  ledger: Ledger,
  revoking: RevokingNow,
): Promise<RevokeNowAnswer> {
  const { client, secret } = revoking;
  const isKept = await keepOrder(ordered, ledger, revoking);
  const isCurrent = carries(ledger.versions, ordered.versionId, CURRENT);
  const current = evenWithoutSuccessor && isCurrent ? await revokeCurrent(ordered, revoking) : NOTHING_REVOKED;
  const hindrance = await untilSuperseded(ordered, ledger, revoking);
  const answer = (outcome: RevokeNowAnswer['outcome'], isOpen: boolean, revocation: Revocation, reason?: string) => {
    const why = [reason, isOpen && !isKept ? NO_LABEL : undefined].filter((text) => text !== undefined).join(' ');
    return revokeNowAnswer(
      { client, outcome, order_kept: isOpen && isKept, ...(why !== '' && { reason: why }) },
      revocation,
      ledger.versions,
      revoking,
    );
  };
  if (!(await hasSuccessor(ordered, ledger.versions, secret))) {
    const outcome = hindrance === undefined && current.failed.length === 0 ? 'rotating' : 'incomplete';
    return answer(outcome, true, current, hindrance ?? NOT_YET);
  }
  const { revoked, failed, unread, unaccounted } = await revokeSuperseded(ordered, ledger, revoking);
  const isOpen = failed.length > 0 || unread.length > 0 || isLeft(ordered, ledger);
  const isDone = !isOpen && unaccounted.length === 0;
  // Without a grace the rotation itself revoked what it superseded.
  const all = [...current.revoked, ...revoked, ...(isDone ? tokenOf(ordered) : [])];
  const revocation = { revoked: all, failed: [...failed, ...withId(unaccounted)] };
  if (unread.length > 0) return answer('incomplete', isOpen, revocation, UNREAD);
  if (unaccounted.length > 0) return answer('incomplete', isOpen, revocation, LIVES_ON);
  if (isDone && ordered.tokenId === undefined) return answer('incomplete', false, revocation, WRITTEN_BY_HAND);
  return answer(isDone ? 'revoked' : 'incomplete', isOpen, revocation);
}

const withId = (tokens: readonly UnaccountedToken[]) =>
  tokens.flatMap(({ tokenId, ...token }) => (tokenId === undefined ? [] : [{ ...token, tokenId }]));

const WRITTEN_BY_HAND =
  'Somebody had written what was current by hand, and it names no token by an id. It was replaced, and a token that it ' +
  'held cannot be revoked from here: have Click2Mail revoke it, or order again with its "token_id".';
const NOT_YET = 'No successor is there yet. If this goes on, the log of the rotation function says why.';
const UNREAD = 'A version that was to end too cannot be read, so its token lives on. The sweep tries again.';
const LIVES_ON =
  'A token that was to end lives on, as far as is known, and cannot be revoked from here: the log says which. Have ' +
  'Click2Mail revoke it.';
const NO_LABEL = 'The secret has none of its 20 staging labels free, so the order is not kept: order it again.';

/** Once more when something was left: the rotation that made the successor may write a due time after we did. */
async function revokeSuperseded(
  ordered: OrderedVersion,
  ledger: Ledger,
  revoking: RevokingNow,
): Promise<DueRevocation> {
  const revoked: RevokedToken[] = [];
  const unaccounted: UnaccountedToken[] = [];
  for (let isAgain = false; ; isAgain = true) {
    await ledger.refresh();
    await dateOrdered(ordered, ledger, revoking);
    const hastened = await hastenOrdered(ledger, revoking, [ordered]);
    const ended = await revokeDue(ledger, revoking, hastened);
    revoked.push(...ended.revoked);
    unaccounted.push(...ended.unaccounted);
    await ledger.refresh();
    await closeOrders(ledger, revoking);
    if (isAgain || ended.failed.length > 0 || !isLeft(ordered, ledger)) return { ...ended, revoked, unaccounted };
    await revoking.wait(POLL_MS);
  }
}

/**
 * What is to end no later than the ordered version is told by its due time, which the rotation that superseded it may
 * not have written yet: it gets the one that the sweep would give it.
 */
async function dateOrdered({ versionId }: RevokeOrder, ledger: Ledger, { graceSeconds }: RevokingNow): Promise<void> {
  const isToBeDated = isUndatedPrevious(ledger.versions, versionId) && freeLabels(ledger.versions) > 0;
  if (isToBeDated) await ledger.supersedeLate(versionId, graceSeconds);
}

/** The labels of a version, an order's among them, go when its token is revoked. */
const isLeft = ({ versionId }: RevokeOrder, { versions }: Ledger): boolean =>
  isTracked(versions, versionId) || openOrders(versions).some((order) => order.versionId === versionId);

/** An older order for another version does not stand for this one. @returns whether there was a label free */
async function keepOrder(
  { versionId }: RevokeOrder,
  ledger: Ledger,
  { clock }: Pick<Revoking, 'clock'>,
): Promise<boolean> {
  if (openOrders(ledger.versions).some((order) => order.versionId === versionId)) return true;
  if (freeLabels(ledger.versions) === 0) return false;
  await ledger.add(revokeNowLabel(clock(), versionId), versionId);
  return true;
}

/**
 * Carries out an order that names no token and finds one that was issued a moment ago: it may be the same order once
 * more, so it replaces nothing and ends what came before.
 */
async function revokeFormer(fresh: OrderedVersion, ledger: Ledger, revoking: RevokingNow): Promise<RevokeNowAnswer> {
  const { client } = revoking;
  // A value that somebody wrote by hand may hold the token of a version that is out of use.
  const isFormer = (one: string) => one !== fresh.versionId && wasCurrent(ledger.versions, one);
  const former = new Set(versionsOutOfUse(ledger.versions).filter(isFormer));
  for (const versionId of former) await ledger.hasten(versionId);
  const { revoked, failed, unaccounted } = await revokeDue(ledger, revoking, former);
  // What was not read keeps its labels.
  const isDone = failed.length === 0 && versionsOutOfUse(ledger.versions).every((versionId) => !former.has(versionId));
  const current_token_id = fresh.tokenId ?? '';
  const reason =
    `The current token ${current_token_id} was issued less than ten minutes ago, and the order names none: it was not ` +
    `replaced. To revoke it too, order again with "token_id":"${current_token_id}".`;
  return revokeNowAnswer(
    { client, outcome: 'incomplete', order_kept: !isDone, reason, current_token_id },
    { revoked, failed: [...failed, ...withId(unaccounted)] },
    ledger.versions,
    revoking,
  );
}

/** Waits for a successor as long as there is time. @returns why none can be had, when that is known */
async function untilSuperseded(order: RevokeOrder, ledger: Ledger, revoking: RevokingNow): Promise<string | undefined> {
  const isSuperseded = () => hasSuccessor(order, ledger.versions, revoking.secret);
  if (await isSuperseded()) return undefined;
  try {
    await askForRotation(order, ledger, revoking);
  } catch (error) {
    return reasonOf(error);
  }
  while (!(await isSuperseded()) && revoking.patienceMs() > POLL_MS) {
    await revoking.wait(POLL_MS);
    await ledger.refresh();
  }
  return undefined;
}
