import { withBearer } from '../core/bearer.ts';
import { NotBootstrapped, TokenRotationError } from '../core/errors.ts';
import { Ledger } from '../core/ledger.ts';
import { type Revocation, type RevokedToken, revokeDue, type Revoking } from '../core/revocation.ts';
import { carries, CURRENT, type LedgerEntry, revokeNowLabel } from '../core/version-labels.ts';
import { type OrderedVersion, orderedVersion, type RevokeNowOrder, tokenOf } from './ordered-version.ts';
import { askForRotation, closeOrders, hasSuccessor, hastenSuperseded, openOrders } from './revoke-order.ts';

export interface RevokeNowAnswer {
  readonly client: string;
  /**
   * `revoked`: the token that was meant is revoked, and everything else that was superseded. `rotating`: a successor is
   * being made, and the sweep does the rest. `incomplete`: something failed; the sweep tries again, unless `reason` says
   * otherwise. `unknown`: neither the secret nor the API knows a live token of the id that was named.
   */
  readonly outcome: 'revoked' | 'rotating' | 'incomplete' | 'unknown';
  readonly revoked: readonly string[];
  readonly failed: readonly { readonly token_id: string; readonly reason: string }[];
  /** Whether the sweep goes on with the order. */
  readonly order_kept: boolean;
  /** Why there is no successor yet, when there is none. */
  readonly reason?: string;
  /** Short-term tokens that are out already are good until then. */
  readonly short_term_tokens_until: string;
}

export interface RevokingNow extends Revoking {
  /** The client's name in the settings. */
  readonly client: string;
  readonly wait: (ms: number) => Promise<unknown>;
  /** Milliseconds within which the order must be answered. */
  readonly patienceMs: () => number;
}

const POLL_MS = 1000;

/**
 * The API's short-term tokens live for 15 minutes, whatever becomes of the token that bought them
 * (belief: api-short-survives).
 */
const SHORT_TERM_TOKEN_MS = 15 * 60 * 1000;

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
  if (ordered === undefined) return revokeUntracked(order.tokenId ?? '', revoking);
  const kept = await keepOrder(ordered.versionId, ledger, revoking);
  const isCurrent = carries(ledger.versions, kept.versionId, CURRENT);
  const current = order.evenWithoutSuccessor && isCurrent ? await revokeCurrent(ordered, revoking) : NOTHING;
  const hindrance = await untilSuperseded(kept, ledger, revoking);
  if (!(await hasSuccessor(kept, ledger.versions, secret))) {
    const outcome = hindrance === undefined && current.failed.length === 0 ? 'rotating' : 'incomplete';
    return answer(client, outcome, current, revoking, hindrance ?? NOT_YET);
  }
  const { revoked, failed } = await revokeSuperseded(ledger, revoking);
  const isDone = failed.length === 0 && !isOpen(kept, ledger);
  // Without a grace the rotation itself revoked what it superseded.
  const all = [...current.revoked, ...revoked, ...(isDone ? tokenOf(ordered) : [])];
  return answer(client, isDone ? 'revoked' : 'incomplete', { revoked: all, failed }, revoking);
}

const NOT_YET = 'No successor is there yet. If this goes on, the log of the rotation function says why.';

/** Once more when something was left: the rotation that made the successor may write a due time after we did. */
async function revokeSuperseded(ledger: Ledger, revoking: RevokingNow): Promise<Revocation> {
  const revoked: Revocation['revoked'][number][] = [];
  for (let isAgain = false; ; isAgain = true) {
    await ledger.refresh();
    await hastenSuperseded(ledger, revoking);
    const ended = await revokeDue(ledger, revoking);
    revoked.push(...ended.revoked);
    await ledger.refresh();
    await closeOrders(ledger, revoking);
    const isDone = openOrders(ledger.versions).length === 0;
    if (isDone || isAgain || ended.failed.length > 0) return { revoked, failed: ended.failed };
    await revoking.wait(POLL_MS);
  }
}

const isOpen = (order: LedgerEntry, { versions }: Ledger): boolean =>
  openOrders(versions).some(({ versionId }) => versionId === order.versionId);

const NOTHING: Revocation = { revoked: [], failed: [] };

/** An older order for another version does not stand for this one. */
async function keepOrder(versionId: string, ledger: Ledger, { clock, client }: RevokingNow): Promise<LedgerEntry> {
  const ofVersion = () => openOrders(ledger.versions).find((order) => order.versionId === versionId);
  if (ofVersion() === undefined) await ledger.add(revokeNowLabel(clock(), versionId), versionId);
  const order = ofVersion();
  if (order === undefined) throw new NotBootstrapped('There is no token to revoke.', { client });
  return order;
}

/** Revokes the current token without waiting for another: consumers are refused from now until the next rotation. */
async function revokeCurrent(ordered: OrderedVersion, revoking: RevokingNow): Promise<Revocation> {
  const [token] = tokenOf(ordered);
  if (token === undefined) throw new NotBootstrapped('There is no token to revoke.', { client: revoking.client });
  return revokeToken(token, revoking);
}

/**
 * Revokes a token that the ledger does not know (any more), for example one that was reported as unaccounted. A person
 * may have typed its id, so what the API does not know is not called revoked.
 */
async function revokeUntracked(tokenId: string, revoking: RevokingNow): Promise<RevokeNowAnswer> {
  const { client, api, log } = revoking;
  try {
    const wasLive = await withBearer(revoking, (bearer) => api.revoke(tokenId, bearer));
    if (!wasLive) return answer(client, 'unknown', NOTHING, revoking, UNKNOWN);
    return answer(client, 'revoked', { revoked: [{ versionId: '', tokenId }], failed: [] }, revoking);
  } catch (error) {
    log.warn('The token was not revoked', { tokenId, error });
    const failed = [{ versionId: '', tokenId, error }];
    return answer(client, 'incomplete', { revoked: [], failed }, revoking, NOT_KEPT);
  }
}

const UNKNOWN = 'The API knows no live token of this id: it has ended already, or the id or the client is another.';

const NOT_KEPT = 'No version of the secret holds this token, so the order is not kept: order it again.';

async function revokeToken(token: RevokedToken, revoking: RevokingNow): Promise<Revocation> {
  try {
    await withBearer(revoking, (bearer) => revoking.api.revoke(token.tokenId, bearer));
    return { revoked: [token], failed: [] };
  } catch (error) {
    revoking.log.warn('The token was not revoked', { ...token, error });
    return { revoked: [], failed: [{ ...token, error }] };
  }
}

/** Waits for a successor as long as there is time. @returns why none can be had, when that is known */
async function untilSuperseded(order: LedgerEntry, ledger: Ledger, revoking: RevokingNow): Promise<string | undefined> {
  const isSuperseded = () => hasSuccessor(order, ledger.versions, revoking.secret);
  if (await isSuperseded()) return undefined;
  try {
    await askForRotation(ledger, revoking);
  } catch (error) {
    return reasonOf(error);
  }
  while (!(await isSuperseded()) && revoking.patienceMs() > POLL_MS) {
    await revoking.wait(POLL_MS);
    await ledger.refresh();
  }
  return undefined;
}

function answer(
  client: string,
  outcome: RevokeNowAnswer['outcome'],
  { revoked, failed }: Revocation,
  { clock }: RevokingNow,
  reason?: string,
): RevokeNowAnswer {
  return {
    client,
    outcome,
    revoked: [...new Set(revoked.map(({ tokenId }) => tokenId))],
    failed: failed.map(({ tokenId, error }) => ({ token_id: tokenId, reason: reasonOf(error) })),
    order_kept: reason !== NOT_KEPT && (outcome === 'rotating' || outcome === 'incomplete'),
    ...(reason === undefined ? {} : { reason }),
    short_term_tokens_until: new Date(clock() + SHORT_TERM_TOKEN_MS).toISOString(),
  };
}

/** Only our own messages are fit to be told. */
function reasonOf(error: unknown): string {
  return error instanceof TokenRotationError ? error.message : 'an unexpected failure; see the log';
}
