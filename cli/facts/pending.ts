import { judgePending } from '../../functions/core/ledger-rules.ts';
import { CURRENT, entries, pendingVersion, versionWith } from '../../functions/core/version-labels.ts';
import type { ClientFacts } from './client-facts.ts';

const MINUTE = 60 * 1000;

/** No invocation runs longer than this after its attempt began. */
const AT_WORK_MS = 2 * MINUTE;

/** Secrets Manager's waits between the first attempts are shorter: what is pending for longer has failed a few times. */
const STUCK_AFTER_MS = 60 * MINUTE;

/** Whether a rotation has begun and not ended, however it is with it. */
export function isPending({ secret }: ClientFacts): boolean {
  return pendingVersion(secret.versions) !== undefined;
}

/** Whether a rotation has begun, and will not end without a person, or only after hours. */
export function isStuck({ secret, now, report, lastError }: ClientFacts): boolean {
  const pending = pendingVersion(secret.versions);
  if (pending === undefined) return false;
  const ofPending = (kind: 'begun' | 'pending-since') =>
    entries(secret.versions, kind).filter(({ versionId }) => versionId === pending);
  const begun = ofPending('begun');
  if (begun.some(({ time }) => time > now - AT_WORK_MS)) return false;
  if (judgePending(secret.versions, now, (report?.release_after_seconds ?? 0) * 1000).kind === 'release') return true;
  const seen = [...begun, ...ofPending('pending-since')].map(({ time }) => time);
  const since = Math.min(...seen, lastError?.at ?? Infinity);
  return now - since >= STUCK_AFTER_MS || versionWith(secret.versions, CURRENT) === undefined;
}
