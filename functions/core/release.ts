import { SecretUnreadable } from './upstream-errors.ts';
import type { Ledger } from './ledger.ts';
import type { SecretVersions } from './secret-versions.ts';
import { SHORTEST_DUE_MS } from './sweep-rules.ts';
import { parseTokenSecret } from './token-secret.ts';
import { dueLabel, PENDING } from './version-labels.ts';

interface Releasing {
  readonly secret: SecretVersions;
  readonly clock: () => number;
}

/** Takes AWSPENDING off a version; the token that it holds, if any, is due in an hour. */
export async function release(versionId: string, ledger: Ledger, { secret, clock }: Releasing): Promise<void> {
  if (await holdsToken(versionId, secret)) await ledger.add(dueLabel(clock() + SHORTEST_DUE_MS, versionId), versionId);
  await ledger.remove(PENDING, versionId);
}

async function holdsToken(versionId: string, secret: SecretVersions): Promise<boolean> {
  try {
    return parseTokenSecret((await secret.read({ versionId })).value) !== undefined;
  } catch (error) {
    if (error instanceof SecretUnreadable && error.isAbsent) return false;
    throw error;
  }
}
