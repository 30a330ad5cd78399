import { withBearer } from './bearer.ts';
import { SecretUnreadable, TokenNotRevocable } from './errors.ts';
import type { Ledger } from './ledger.ts';
import { isUnreadableForgotten } from './ledger-rules.ts';
import type { SecretVersions } from './secret-versions.ts';
import type { Log } from './token-api.ts';
import { isAcceptedAtLast, type Showing } from './token-accepted.ts';
import { claimedToken } from './token-in-value.ts';
import { isSurelyExpired, parseTokenSecret, type TokenSecret } from './token-secret.ts';
import { findUse, judgeToken, type Use, VersionValues } from './token-use.ts';
import { dueVersions, isInUse, type VersionStages } from './version-labels.ts';

export interface Revoking extends Showing {
  /** The client's name in the settings. */
  readonly client: string;
  /** Click2Mail's name for the client: another's tokens are not ours to revoke. */
  readonly clientId: string;
  readonly secret: SecretVersions;
  readonly clock: () => number;
  readonly newAttempt: () => string;
  readonly log: Log;
  /** Is told of each token that was due, as soon as it is revoked. */
  readonly onRevoked?: () => void;
}

/** A token that was, or was to be, revoked. */
export interface RevokedToken {
  readonly versionId: string;
  readonly tokenId: string;
}

/** What came of a revocation. */
export interface Revocation {
  readonly revoked: readonly RevokedToken[];
  /** What is left is still due. */
  readonly failed: readonly (RevokedToken & { readonly error: unknown })[];
}

/** What came of revoking all that is due. */
export interface DueRevocation extends Revocation {
  /** Why versions that are due were not read; they are still due. */
  readonly unread: readonly unknown[];
  /** Tokens that may live on, and that nothing here can revoke; they are not due any more. */
  readonly unaccounted: readonly UnaccountedToken[];
}

export interface UnaccountedToken {
  readonly versionId: string;
  /** Undefined where it cannot be told. */
  readonly tokenId?: string | undefined;
  readonly error: TokenNotRevocable;
}

export const NOTHING_REVOKED: Revocation = { revoked: [], failed: [] };

/** One run: what was read, and what an order has end at once. */
interface Run extends Revoking {
  readonly ledger: Ledger;
  readonly values: VersionValues;
  readonly hastened: ReadonlySet<string>;
  readonly unaccounted: UnaccountedToken[];
}

/**
 * Revokes the tokens of the versions whose time has passed, and takes their labels off. Each version is judged alone:
 * one that cannot be read hinders no other, unless it is in use and may hold the other's token.
 * @param ledger as described a moment ago; nothing due in it means no call at all
 * @param hastened versions that an order has end now, and that their labels may not call due
 * @throws SecretUnreadable when a version in use cannot be read
 */
export async function revokeDue(
  ledger: Ledger,
  revoking: Revoking,
  hastened: ReadonlySet<string> = new Set(),
): Promise<DueRevocation> {
  const unaccounted: UnaccountedToken[] = [];
  const run: Run = { ...revoking, ledger, hastened, unaccounted, values: new VersionValues(revoking.secret) };
  const { tokens, unread } = await liveTokens(run);
  if (tokens.size === 0) return { ...NOTHING_REVOKED, unread, unaccounted };
  const before = await endWhatNeedsNoBearer(tokens, run);
  if (before.toRevoke.size === 0) return { ...NOTHING_REVOKED, failed: before.failed, unread, unaccounted };
  try {
    const { revoked, failed } = await withBearer(revoking, (bearer) => revokeStillDue(before.toRevoke, bearer, run));
    return { revoked, failed: [...before.failed, ...failed], unread, unaccounted };
  } catch (error) {
    revoking.log.warn('Nothing of what is due was ended', { error });
    const failed = [...before.toRevoke].map(([versionId, { token_id: tokenId }]) => ({ versionId, tokenId, error }));
    return { ...NOTHING_REVOKED, failed: [...before.failed, ...failed], unread, unaccounted };
  }
}

type Tokens = ReadonlyMap<string, TokenSecret>;

/** The tokens that are due. The labels of versions that hold none go. */
async function liveTokens(run: Run): Promise<{ tokens: Tokens; unread: unknown[] }> {
  const { ledger, values, clock } = run;
  const tokens = new Map<string, TokenSecret>();
  const unread: unknown[] = [];
  for (const versionId of versionsToEnd(ledger.versions, run)) {
    try {
      const token = tokenToRevoke(versionId, (await values.of(versionId)) ?? '', run);
      if (token !== undefined && !isSurelyExpired(token, clock())) tokens.set(versionId, token);
      else await ledger.end(versionId);
    } catch (error) {
      if (!(error instanceof SecretUnreadable)) throw error;
      if (isUnreadableForgotten(ledger.versions, versionId, clock())) {
        reportUnaccounted('its version cannot be read', { versionId }, run);
        await ledger.end(versionId);
      } else {
        unread.push(error);
      }
    }
  }
  return { tokens, unread };
}

function versionsToEnd(versions: VersionStages, { hastened, clock }: Run): string[] {
  const due = dueVersions(versions, clock());
  const others = [...hastened].filter((versionId) => Object.hasOwn(versions, versionId) && !due.includes(versionId));
  return [...due, ...others.filter((versionId) => !isInUse(versions, versionId))];
}

/** The client's token in a value; of what cannot be revoked, somebody is told. */
function tokenToRevoke(versionId: string, value: string, run: Run): TokenSecret | undefined {
  const token = parseTokenSecret(value);
  const claimed = token === undefined ? claimedToken(value) : undefined;
  if (claimed !== undefined) reportUnaccounted('somebody wrote it by hand', { versionId, ...claimed }, run);
  if (token === undefined || token.client_id === run.clientId) return token;
  run.log.error('A version holds a token of another client, which is not revoked here', { versionId });
  return undefined;
}

function reportUnaccounted(why: string, token: Omit<UnaccountedToken, 'error'>, { log, unaccounted }: Run): void {
  log.unaccounted(why, token);
  const { versionId } = token;
  const what = `A token is unaccounted for: ${why}. Have Click2Mail revoke it.`;
  unaccounted.push({ ...token, error: new TokenNotRevocable(what, { versionId }) });
}

interface Failed extends RevokedToken {
  readonly error: unknown;
}

/** A bearer is issued only for what would be revoked as things are. */
async function endWhatNeedsNoBearer(
  tokens: Tokens,
  run: Run,
): Promise<{ toRevoke: Map<string, TokenSecret>; failed: Failed[] }> {
  const toRevoke = new Map<string, TokenSecret>();
  const use = await findUse(run.ledger.versions, run.clock(), run.values);
  const failed = await eachJudged(tokens, use, run, (versionId, token) => {
    toRevoke.set(versionId, token);
    return Promise.resolve();
  });
  return { toRevoke, failed };
}

/** Judges by what is described now: labels may have moved since the bearer was asked for. */
async function revokeStillDue(tokens: Tokens, bearer: string, run: Run): Promise<Revocation> {
  const { api, clock, log, ledger, values } = run;
  const { versions } = await ledger.refresh();
  const use = await findUse(versions, clock(), values);
  const revoked: RevokedToken[] = [];
  const failed = await eachJudged(tokens, use, run, async (versionId, token) => {
    const { token_id: tokenId } = token;
    const wasKnown = await api.revoke(tokenId, bearer);
    if (!wasKnown && (await isAcceptedAtLast(token, run))) {
      reportUnaccounted('it works, and the API knows it by another id', { versionId, tokenId }, run);
      return ledger.end(versionId);
    }
    revoked.push({ versionId, tokenId });
    await ledger.end(versionId);
    if (wasKnown) run.onRevoked?.();
    log.info(wasKnown ? 'Revoked a superseded token' : 'A superseded token was gone already', { versionId, tokenId });
  });
  return { revoked, failed };
}

/** Does with each token that is still due what is to be done. */
async function eachJudged(
  tokens: Tokens,
  use: Use,
  run: Run,
  revoke: (versionId: string, token: TokenSecret) => Promise<void>,
): Promise<Failed[]> {
  const { ledger, hastened, log } = run;
  const failed: Failed[] = [];
  for (const versionId of versionsToEnd(ledger.versions, run)) {
    const token = tokens.get(versionId);
    if (token === undefined) continue;
    try {
      const verdict = judgeToken(token, hastened.has(versionId), use);
      if (verdict === 'leave to other') await ledger.leaveToOther(versionId);
      if (verdict === 'revoke') await revoke(versionId, token);
    } catch (error) {
      failed.push({ versionId, tokenId: token.token_id, error });
      log.warn('A token that is due was not ended yet', { versionId, tokenId: token.token_id, error });
    }
  }
  return failed;
}
