import { SecretUnreadable } from './errors.ts';
import type { Ledger } from './ledger.ts';
import type { SecretVersions } from './secret-versions.ts';
import { readTokenIfAny } from './token-secret.ts';

/** Takes AWSPENDING off a version; the token that it holds, or may hold, is given up. @throws LabelNotMoved */
export async function release(versionId: string, ledger: Ledger, secret: SecretVersions): Promise<void> {
  await ledger.release(versionId, { holdsToken: await mayHoldToken(versionId, secret) });
}

/** Whether the version holds a token, as far as can be told: the first deployment's placeholder does not. */
async function mayHoldToken(versionId: string, secret: SecretVersions): Promise<boolean> {
  try {
    return (await readTokenIfAny(secret, versionId)) !== undefined;
  } catch (error) {
    if (error instanceof SecretUnreadable) return true;
    throw error;
  }
}
