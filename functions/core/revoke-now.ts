import { withBearer } from './bearer.ts';
import { NotBootstrapped, TokenRotationError } from './errors.ts';
import { Ledger } from './ledger.ts';
import { type Revocation, revokeDue } from './revocation.ts';
import { askForRotation, closeOrders, hasSuccessor, hastenSuperseded, openOrders } from './revoke-order.ts';
import type { Swept } from './sweep.ts';
import { parseTokenSecret } from './token-secret.ts';
import { CURRENT, type LedgerEntry, revokeNowLabel, versionWith } from './version-labels.ts';

/** What an operator orders when a token may be in wrong hands. */
export interface RevokeNowOrder {
  /** The client's name in the configuration. */
  readonly client: string;
  /** Whether the current token is to be revoked too, although nothing has taken its place. */
  readonly evenWithoutSuccessor: boolean;
}

export interface RevokeNowAnswer {
  readonly client: string;
  /**
   * `revoked`: everything that was current when the order was given, and before, is revoked. `rotating`: a successor is
   * being made, and the sweep does the rest. `incomplete`: something failed; the sweep tries again.
   */
  readonly outcome: 'revoked' | 'rotating' | 'incomplete';
  readonly revoked: readonly string[];
  readonly failed: readonly { readonly token_id: string; readonly reason: string }[];
  /** Why there is no successor yet, when there is none. */
  readonly reason?: string;
  /** Short-term tokens that are out already are good until then. */
  readonly short_term_tokens_until: string;
}

export interface RevokingNow extends Swept {
  readonly wait: (ms: number) => Promise<unknown>;
  /** Milliseconds within which the order must be answered. */
  readonly patienceMs: () => number;
}

const POLL_MS = 1000;

/** The API's short-term tokens live for 15 minutes, whatever becomes of the token that bought them. */
const SHORT_TERM_TOKEN_MS = 15 * 60 * 1000;

/**
 * Replaces a client's token and revokes all that came before it. The order is kept as a label, so that the sweep
 * finishes what time or a failure leaves; the same order twice is one order.
 * @throws NotBootstrapped when there is no token to revoke
 */
export async function revokeNow(order: RevokeNowOrder, revoking: RevokingNow): Promise<RevokeNowAnswer> {
  const { secret, client } = revoking;
  const ledger = new Ledger(secret, (await secret.describe()).versions);
  const kept = await keepOrder(ledger, revoking);
  const current = order.evenWithoutSuccessor ? await revokeCurrent(kept, revoking) : NOTHING;
  const reason = await untilSuperseded(kept, ledger, revoking);
  if (!(await hasSuccessor(kept, ledger.versions, secret))) {
    const outcome = reason === undefined && current.failed.length === 0 ? 'rotating' : 'incomplete';
    return answer(client, outcome, current, revoking, reason);
  }
  const { revoked, failed } = await revokeSuperseded(ledger, revoking);
  const outcome = failed.length > 0 || isOpen(kept, ledger) ? 'incomplete' : 'revoked';
  return answer(client, outcome, { revoked: [...current.revoked, ...revoked], failed }, revoking);
}

/** Once more when something was left: the rotation that made the successor may write a due time after we did. */
async function revokeSuperseded(ledger: Ledger, revoking: RevokingNow): Promise<Revocation> {
  const revoked: Revocation['revoked'][number][] = [];
  for (let isAgain = false; ; isAgain = true) {
    await ledger.refresh();
    await hastenSuperseded(ledger, revoking);
    const ended = await revokeDue(ledger.versions, revoking);
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

async function keepOrder(ledger: Ledger, { clock, client }: RevokingNow): Promise<LedgerEntry> {
  const current = versionWith(ledger.versions, CURRENT);
  if (current === undefined) throw new NotBootstrapped('There is no token to revoke.', { client });
  // An older order that is not finished speaks of an older version: what is current now is meant too.
  const ofCurrent = () => openOrders(ledger.versions).find(({ versionId }) => versionId === current);
  if (ofCurrent() === undefined) await ledger.add(revokeNowLabel(clock(), current), current);
  const order = ofCurrent();
  if (order === undefined) throw new NotBootstrapped('There is no token to revoke.', { client });
  return order;
}

/** Revokes the current token without waiting for another: consumers are refused from now until the next rotation. */
async function revokeCurrent({ versionId }: LedgerEntry, revoking: RevokingNow): Promise<Revocation> {
  const token = parseTokenSecret((await revoking.secret.read({ versionId })).value);
  if (token === undefined) throw new NotBootstrapped('There is no token to revoke.', { client: revoking.client });
  const tokenId = token.token_id;
  try {
    await withBearer(revoking, (bearer) => revoking.api.revoke(tokenId, bearer));
    return { revoked: [{ versionId, tokenId }], failed: [] };
  } catch (error) {
    revoking.log.warn('The current token was not revoked', { versionId, tokenId, error });
    return { revoked: [], failed: [{ versionId, tokenId, error }] };
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
    revoked: revoked.map(({ tokenId }) => tokenId),
    failed: failed.map(({ tokenId, error }) => ({ token_id: tokenId, reason: reasonOf(error) })),
    ...(reason === undefined ? {} : { reason }),
    short_term_tokens_until: new Date(clock() + SHORT_TERM_TOKEN_MS).toISOString(),
  };
}

/** Only our own messages are fit to be told. */
function reasonOf(error: unknown): string {
  return error instanceof TokenRotationError ? error.message : 'an unexpected failure; see the log';
}
