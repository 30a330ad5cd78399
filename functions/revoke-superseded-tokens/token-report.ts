import { isClientSecretSet } from '../core/client-secret.ts';
import { TokenRotationError } from '../core/errors.ts';
import type { SecretVersions } from '../core/secret-versions.ts';
import { readTokenIfAny } from '../core/token-secret.ts';

/** A token that a labelled version holds: all but its value. Fields are named as in the API and in the secret. */
export interface ReportedToken {
  readonly version_id: string;
  readonly token_id: string;
  readonly issued_at: string;
  readonly expires_at: string;
}

/** Which tokens a client's secret holds. */
export interface TokenReport {
  readonly tokens: readonly ReportedToken[];
  /** Of clients that prove themselves with a secret: whether an operator has put it. */
  readonly client_secret_set?: boolean;
  /** Why the rest is not known. */
  readonly failure?: { readonly code: string; readonly message: string };
}

/**
 * Tells which tokens a secret's labelled versions hold, for people who may not read them. A version that holds
 * something else, or nothing yet, is left out.
 * @param clientSecret looked at, too, where the client has one
 */
export async function reportTokens(
  secret: SecretVersions,
  clientSecret: SecretVersions | undefined,
): Promise<TokenReport> {
  const tokens: ReportedToken[] = [];
  try {
    const { versions, isDeleted } = await secret.describe();
    for (const versionId of isDeleted ? [] : Object.keys(versions)) {
      const token = await reportedToken(versionId, secret);
      if (token !== undefined) tokens.push(token);
    }
    if (clientSecret === undefined) return { tokens };
    return { tokens, client_secret_set: await isClientSecretSet(clientSecret) };
  } catch (error) {
    if (!(error instanceof TokenRotationError)) throw error;
    return { tokens, failure: { code: error.code, message: error.message } };
  }
}

async function reportedToken(versionId: string, secret: SecretVersions): Promise<ReportedToken | undefined> {
  const token = await readTokenIfAny(secret, versionId);
  if (token === undefined) return undefined;
  const { token_id, issued_at, expires_at } = token;
  return { version_id: versionId, token_id, issued_at, expires_at };
}
