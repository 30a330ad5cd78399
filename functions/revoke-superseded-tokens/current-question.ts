import { deadSince, staleDead } from '../core/dead-token.ts';
import { TokenRotationError } from '../core/errors.ts';
import type { Ledger } from '../core/ledger.ts';
import type { DescribedSecret } from '../core/secret-versions.ts';
import { isAcceptedAtLast } from '../core/token-accepted.ts';
import type { TokenSecret } from '../core/token-secret.ts';
import { currentVersion, deadLabel, freeLabels, isOrdered, ownEntries } from '../core/version-labels.ts';
import type { CurrentValue } from './current-value.ts';
import type { Sweeping } from './sweeping.ts';

/**
 * Rule 7: the issuer is asked now and then whether the current token works, and by every sweep once it said no. Until it
 * says yes, or another token is current, a label says that the token is dead.
 * @throws LabelNotMoved | SecretUnreadable
 */
export async function askIssuer(
  { rotationEnabled }: DescribedSecret,
  ledger: Ledger,
  { token }: CurrentValue,
  swept: Sweeping,
): Promise<void> {
  for (const { label, holder } of staleDead(ledger.versions)) await ledger.remove(label, holder);
  const versionId = currentVersion(ledger.versions);
  if (versionId === undefined || token === undefined) return;
  const isDead = deadSince(ledger.versions) !== undefined;
  // Nobody is to start a rotation then, or another one is on its way.
  if (!rotationEnabled || isOrdered(ledger.versions, versionId) || !(isDead || swept.isAsking)) return;
  switch (await issuersWord(token, isDead ? 1 : 2, swept)) {
    case 'accepted':
      for (const { label } of ownEntries(ledger.versions, 'dead', versionId)) await ledger.remove(label, versionId);
      return;
    case 'refused':
      return markDead(versionId, token, ledger, swept);
    case 'none':
  }
}

/** What the log says when the API takes the current token. */
export const API_ACCEPTS = 'The API accepts the current token';

/** An API that is not reached, or refuses the client, says nothing about the token. */
async function issuersWord(
  token: TokenSecret,
  times: number,
  { api, wait, log }: Sweeping,
): Promise<'accepted' | 'refused' | 'none'> {
  try {
    if (!(await isAcceptedAtLast(token, { api, wait }, times))) return 'refused';
    // Whoever reads the log sees when an outage was over.
    log.info(API_ACCEPTS, { tokenId: token.token_id });
    return 'accepted';
  } catch (error) {
    if (!(error instanceof TokenRotationError)) throw error;
    log.warn('The API did not say whether the current token works', { tokenId: token.token_id, error });
    return 'none';
  }
}

/** Another token may have become current while the API was asked. */
async function markDead(versionId: string, { token_id }: TokenSecret, ledger: Ledger, swept: Sweeping): Promise<void> {
  await ledger.refresh();
  if (currentVersion(ledger.versions) !== versionId || deadSince(ledger.versions) !== undefined) return;
  swept.log.error('The API refuses the current token, which nobody here revoked: it is to be replaced', {
    versionId,
    tokenId: token_id,
  });
  if (freeLabels(ledger.versions) > 0) await ledger.add(deadLabel(swept.clock(), versionId), versionId);
}
