import type { Ledger } from './ledger.ts';
import type { SecretVersions } from './secret-versions.ts';
import { readTokenIfAny } from './token-secret.ts';

/** Takes AWSPENDING off a version; the token that it holds, if any, is given up. @throws SecretUnreadable | LabelNotMoved */
export async function release(versionId: string, ledger: Ledger, secret: SecretVersions): Promise<void> {
  const token = await readTokenIfAny(secret, versionId);
  await ledger.release(versionId, { holdsToken: token !== undefined });
}
