import { CurrentTokenGood, OneTimeCodeRefused, TokenRefused } from '../core/errors.ts';
import { issueInto, type Issuing } from '../core/issuing.ts';
import { Ledger } from '../core/ledger.ts';
import { isAccepted } from '../core/token-accepted.ts';
import { prepareSuccession } from '../core/succession.ts';
import { lifeLeft, parseTokenSecret, type TokenSecret } from '../core/token-secret.ts';
import { VersionValues } from '../core/token-use.ts';
import { CURRENT, currentVersion } from '../core/version-labels.ts';

export interface OtpIssuing extends Issuing {
  readonly graceSeconds: number;
  /** A name for the version that is made: 32 to 64 characters. */
  readonly newVersionId: () => string;
}

/** What an operator is told: no value of a token. */
export interface OtpIssued {
  readonly client: string;
  readonly version_id: string;
  readonly token_id: string;
  readonly expires_at: string;
  readonly scopes: readonly string[];
}

/**
 * Issues a token by a one-time code and makes it current: a client's first, or the way back in when its grant is lost.
 * What it supersedes goes into the ledger as with a rotation.
 * @throws CurrentTokenGood unless told to replace it
 * @throws OneTimeCodeRefused and whatever issuing throws; nothing has changed then
 */
export async function issueByOtp(replace: boolean, issuing: OtpIssuing): Promise<OtpIssued> {
  const { client, secret, clock, graceSeconds, log } = issuing;
  const ledger = new Ledger(secret, clock, (await secret.describe()).versions);
  const current = currentVersion(ledger.versions);
  const values = new VersionValues(secret);
  // What is to be replaced need not be readable: this is the way back in.
  const token = replace || current === undefined ? undefined : parseTokenSecret((await values.of(current)) ?? '');
  if (token !== undefined && (await isGood(token, issuing))) {
    throw new CurrentTokenGood('The current token works. Say "replace": true to supersede it.', { client });
  }
  const holders = current === undefined ? [] : await prepareSuccession(current, ledger, values, issuing);
  const versionId = issuing.newVersionId();
  const issued = await issue(versionId, ledger, issuing);
  for (const holder of holders) {
    // The new token is current: the label that fails here is written by the sweep.
    await ledger.supersede(holder, graceSeconds).catch((error: unknown) => {
      log.warn('The superseded token has no due-label yet', { versionId: holder, error });
    });
  }
  const { token_id, expires_at, scopes } = issued;
  return { client, version_id: versionId, token_id, expires_at, scopes };
}

async function issue(versionId: string, ledger: Ledger, issuing: OtpIssuing): Promise<TokenSecret> {
  try {
    return await issueInto(versionId, ledger, issuing, CURRENT);
  } catch (error) {
    if (!(error instanceof TokenRefused) || error.status !== 401) throw error;
    throw new OneTimeCodeRefused(
      'The API refused the one-time code: it is wrong, used or expired. Nothing was changed; ask for another code.',
      { client: issuing.client },
    );
  }
}

/**
 * Whether the API takes the token. When that cannot be found out, nothing is replaced. One refusal is enough: what works
 * all the same is superseded, and has its grace.
 */
async function isGood(token: TokenSecret, { api, clock }: OtpIssuing): Promise<boolean> {
  return lifeLeft(token, clock()) > 0 && isAccepted(token, api);
}
