import { withBearer } from './bearer.ts';
import {
  LabelsExhausted,
  RotationNotStaged,
  SecretNotStored,
  TokenNotRevocable,
  TokenRotationError,
  TokenUnfit,
  VersionAlreadyFilled,
} from './errors.ts';
import type { Ledger } from './ledger.ts';
import type { SecretVersions } from './secret-versions.ts';
import type { IssuedToken, Log, TokenApi, TokenRequest } from './token-api.ts';
import { readToken, type TokenSecret } from './token-secret.ts';
import {
  begunLabel,
  type CURRENT,
  currentVersion,
  freeLabels,
  isStored,
  PENDING,
  storedLabel,
} from './version-labels.ts';

/** A rotation needs a begun-, a stored- and a due-label. */
export const LABELS_NEEDED = 3;

export interface Issuing {
  /** The client's name in the settings. */
  readonly client: string;
  readonly clientId: string;
  readonly request: TokenRequest;
  readonly secret: SecretVersions;
  readonly api: TokenApi;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** A name for an attempt that no other attempt has. */
  readonly newAttempt: () => string;
  readonly log: Log;
}

/** The label under which a new token is stored: pending for a rotation to promote, or current at once. */
export type NewTokenLabel = typeof PENDING | typeof CURRENT;

/**
 * Issues a token and stores it in the version. Issuing is not idempotent, so every way this can end leaves the token
 * stored, revoked, or named by a begun-label (promises 3 and 5).
 */
export async function issueInto(
  versionId: string,
  ledger: Ledger,
  issuing: Issuing,
  label: NewTokenLabel = PENDING,
): Promise<TokenSecret> {
  const begun = await begin(versionId, ledger, issuing);
  const token = { client_id: issuing.clientId, ...(await issue(begun, ledger, issuing)) };
  await store(token, label, begun, ledger, issuing);
  issuing.log.info('Issued and stored a token', { versionId, tokenId: token.token_id, expiresAt: token.expires_at });
  return token;
}

interface Begun {
  readonly attempt: string;
  readonly label: string;
  readonly holder: string;
  readonly versionId: string;
}

/** Writes the attempt down, before any token is asked for. */
async function begin(versionId: string, ledger: Ledger, issuing: Issuing): Promise<Begun> {
  const { client, clock, newAttempt } = issuing;
  const holder = currentVersion(ledger.versions);
  if (holder === undefined) {
    throw new RotationNotStaged('The secret has no current version to keep the ledger on: put a value first.', {
      client,
      versionId,
    });
  }
  if (freeLabels(ledger.versions) < LABELS_NEEDED) {
    throw new LabelsExhausted(
      `The secret has fewer than ${LABELS_NEEDED} of its 20 staging labels free, so no token was issued. Take off labels that nobody needs.`,
      { client, versionId },
    );
  }
  const attempt = newAttempt();
  const label = begunLabel(clock(), attempt, versionId);
  await ledger.add(label, holder);
  return { attempt, label, holder, versionId };
}

async function issue(begun: Begun, ledger: Ledger, issuing: Issuing): Promise<IssuedToken> {
  const { attempt, label, holder, versionId } = begun;
  const { api, request, log } = issuing;
  try {
    return await api.issue(attempt, request);
  } catch (error) {
    if (error instanceof TokenUnfit && error.tokenId !== undefined) {
      await discard(error.tokenId, begun, ledger, issuing);
    } else if (isDefinite(error)) {
      await ledger.remove(label, holder).catch((second: unknown) => {
        log.warn('The begun-label of an attempt that was refused was not taken off', {
          versionId,
          attempt,
          error: second,
        });
      });
    } else {
      log.error('A token may have been issued that nobody knows; its begun-label stays', { versionId, attempt });
    }
    throw error;
  }
}

/** Whether the error leaves no doubt that no token was issued. */
function isDefinite(error: unknown): boolean {
  return error instanceof TokenRotationError && !error.mayHaveIssued;
}

/** Ends a token that was issued and is not stored. What fails leaves the begun-label, and the sweep reports it. */
async function discard(tokenId: string, begun: Begun, ledger: Ledger, issuing: Issuing): Promise<void> {
  try {
    const wasKnown = await withBearer(issuing, (bearer) => issuing.api.revoke(tokenId, bearer));
    if (!wasKnown)
      throw new TokenNotRevocable('The API knows no token of the id that it gave.', { client: issuing.client });
    await ledger.remove(begun.label, begun.holder);
  } catch (error) {
    const { versionId } = begun;
    issuing.log.error('A token that could not be stored was not revoked', { versionId, tokenId, error });
  }
}

async function store(
  token: TokenSecret,
  label: NewTokenLabel,
  begun: Begun,
  ledger: Ledger,
  issuing: Issuing,
): Promise<void> {
  const { secret, log } = issuing;
  const { versionId } = begun;
  try {
    await secret.put(versionId, JSON.stringify(token), [label, storedLabel(versionId), begun.label]);
  } catch (error) {
    if (error instanceof VersionAlreadyFilled) return giveWay(token, begun, ledger, issuing);
    log.warn('It is not known whether the token was stored; looking', { versionId, tokenId: token.token_id });
    // The value may have been stored although the answer says nothing of it: only the version itself knows.
    const found = await readBack(versionId, secret, error);
    if (found?.token_id === token.token_id) return;
    return giveWay(token, begun, ledger, issuing);
  }
}

async function readBack(
  versionId: string,
  secret: SecretVersions,
  putError: unknown,
): Promise<TokenSecret | undefined> {
  try {
    return await readToken(secret, { versionId });
  } catch {
    // Nothing may be revoked now: the stored value may be ours.
    throw putError;
  }
}

/** The version holds another value, so our token can never land: it dies, and a foreign value is not waited for. */
async function giveWay(token: TokenSecret, begun: Begun, ledger: Ledger, issuing: Issuing): Promise<never> {
  const { client } = issuing;
  const { versionId } = begun;
  await discard(token.token_id, begun, ledger, issuing);
  const { versions } = await ledger.refresh();
  if (isStored(versions, versionId)) {
    throw new SecretNotStored('Another run of this rotation stored its token first; ours was given up.', {
      client,
      versionId,
    });
  }
  await ledger.release(versionId, { holdsToken: false });
  throw new SecretNotStored(
    'The pending version holds a value that is not from this rotation. Its AWSPENDING label was taken off; rotate again.',
    { client, versionId },
  );
}
