import { judgePending } from '../../functions/core/ledger-rules.ts';
import { pendingVersion } from '../../functions/core/version-labels.ts';
import {
  CURRENT,
  dueTime,
  dueVersions,
  entries,
  freeLabels,
  labelsOn,
  versionWith,
} from '../../functions/core/version-labels.ts';
import { relative } from '../terminal/relative-time.ts';
import type { ClientFacts } from './client-facts.ts';
import type { Cures } from './cures.ts';
import type { Finding, FindingId } from './finding.ts';
import { replicaFindings } from './replica-findings.ts';

const MINUTE = 60 * 1000;

/** Longer than the longest interval of the sweep, and a run of it. */
const OVERDUE_AFTER_MS = 75 * MINUTE;

/** An order is answered within a minute; what is open for longer, something hinders. */
const ORDER_OPEN_AFTER_MS = 15 * MINUTE;

/** No invocation runs longer than this after its attempt began. */
const AT_WORK_MS = 2 * MINUTE;

/** Secrets Manager's waits between the first attempts are shorter: what is pending for longer has failed a few times. */
const STUCK_AFTER_MS = 60 * MINUTE;

/** A rotation needs this many labels. */
const LABELS_NEEDED = 3;

/** What about a client needs a person, the cause before what comes of it. */
export function clientFindings(facts: ClientFacts, cures: Cures): Finding[] {
  const { client, secret } = facts;
  if (secret.isMissing) {
    const what = 'The token secret is gone: there is no token to be read, and nothing rotates it.';
    return [finding(facts, 'secret-missing', what, cures.redeploy(client))];
  }
  if (secret.isDeleted) {
    const what = 'The token secret waits for its deletion: nobody can read it, and nothing rotates it.';
    return [finding(facts, 'secret-deleted', what, cures.restoreSecret(client.secretArn))];
  }
  const rotation = rotationFinding(facts, cures);
  return [
    ...keyFindings(facts, cures),
    ...(rotation === undefined ? [] : [rotation]),
    ...(rotation === undefined ? tokenFindings(facts, cures) : []),
    ...revocationFindings(facts, cures),
    ...labelFindings(facts, cures),
    ...replicaFindings(facts, cures),
  ];
}

function finding({ client }: ClientFacts, id: FindingId, what: string, command: string): Finding {
  return { id, client: client.name, what, command };
}

function keyFindings(facts: ClientFacts, cures: Cures): Finding[] {
  const { client, keyState } = facts;
  const signingKeyArn = client.signingKeys?.signingArn ?? '';
  // A rotation that failed for want of the key is still pending.
  const andResume = isPending(facts) ? ` && ${cures.resume(client)}` : '';
  if (keyState === 'Disabled') {
    const what = 'The signing key is disabled: no token can be issued, and none revoked.';
    return [finding(facts, 'key-disabled', what, `${cures.enableKey(signingKeyArn)}${andResume}`)];
  }
  if (keyState === 'PendingDeletion') {
    const what = 'The signing key waits for its deletion, after which no token can ever be issued with it again.';
    return [finding(facts, 'key-pending-deletion', what, `${cures.keepKey(signingKeyArn)}${andResume}`)];
  }
  if (keyState === 'Missing') {
    const what = 'The signing key is gone: nothing can be issued with it ever again.';
    return [finding(facts, 'key-missing', what, cures.reissue(client))];
  }
  return [];
}

/** Why the client's rotation does not go on; undefined when it does. */
function rotationFinding(facts: ClientFacts, cures: Cures): Finding | undefined {
  const { client, secret, report, reportFailure, lastError, keyState } = facts;
  if (isDenied(reportFailure)) {
    return finding(facts, 'permission-missing', `AWS denies the sweep: ${reportFailure}`, cures.redeploy(client));
  }
  if (reportFailure !== undefined) {
    const what = `The secret cannot be read: ${reportFailure}`;
    return finding(facts, 'secret-unreadable', what, cures.redeploy(client));
  }
  if (report?.client_secret_set === false) {
    const command = `${cures.putClientSecret(client.clientSecretArn ?? '')} && ${cures.resume(client)}`;
    return finding(facts, 'client-secret-not-set', 'Nobody has put the client’s secret yet.', command);
  }
  if (keyState !== undefined && keyState !== 'Enabled') return undefined;
  if (lastError !== undefined && isDenied(lastError.message)) {
    const isOfRotation = lastError.kind === client.rotation.kind;
    const again = isPending(facts) ? cures.resume(client) : cures.rotate(client);
    const command = isOfRotation ? `${cures.redeploy(client)} && ${again}` : cures.redeploy(client);
    return finding(facts, 'permission-missing', `AWS denies ${lastError.kind}: ${lastError.message}`, command);
  }
  if (!secret.rotationEnabled) {
    const what = 'Rotation is switched off: the token will expire, and nothing will replace it.';
    return finding(facts, 'rotation-off', what, cures.resume(client));
  }
  if (lastError?.code === 'TOKEN_REFUSED') {
    const what = `Click2Mail refuses ${client.name}: ${lastError.message}`;
    return finding(facts, 'api-refuses', what, cures.reissue(client));
  }
  if (isStuck(facts)) {
    const because = lastError === undefined ? '' : ` Last: ${lastError.message}`;
    return finding(facts, 'stuck', `A rotation began and did not end.${because}`, cures.resume(client));
  }
  return undefined;
}

function tokenFindings(facts: ClientFacts, cures: Cures): Finding[] {
  const { client, current, report, now } = facts;
  if (isPending(facts)) return [];
  if (current === undefined) {
    const what = 'There is no token: the secret holds something else.';
    const command = client.grant === 'short-term-token' ? cures.issue(client) : cures.rotate(client);
    return [finding(facts, 'no-token', what, command)];
  }
  const expiresAt = Date.parse(current.expires_at);
  if (expiresAt - now >= (report?.margin_seconds ?? 0) * 1000) return [];
  const isOver = expiresAt <= now;
  const what = isOver
    ? `The token expired ${relative(expiresAt, now)}: consumers are refused.`
    : `The token expires ${relative(expiresAt, now)}, and no rotation has replaced it.`;
  const command = isOver && client.grant === 'short-term-token' ? cures.issue(client) : cures.rotate(client);
  return [finding(facts, 'expiring', what, command)];
}

function revocationFindings(facts: ClientFacts, cures: Cures): Finding[] {
  const { client, secret, tokens, now } = facts;
  const found: Finding[] = [];
  const [overdue] = dueVersions(secret.versions, now - OVERDUE_AFTER_MS);
  if (overdue !== undefined) {
    const since = relative(dueTime(secret.versions, overdue) ?? now, now);
    const what = `A superseded token was to be revoked ${since}, and still works.`;
    found.push(finding(facts, 'revocation-overdue', what, cures.revoke(client, tokens.get(overdue)?.token_id)));
  }
  const [open] = entries(secret.versions, 'revoke-now').filter(({ time }) => time < now - ORDER_OPEN_AFTER_MS);
  if (open !== undefined && overdue === undefined) {
    const what = `The order to revoke of ${relative(open.time, now)} is not carried out yet.`;
    found.push(finding(facts, 'order-open', what, cures.revoke(client, tokens.get(open.versionId)?.token_id)));
  }
  return found;
}

function labelFindings(facts: ClientFacts, cures: Cures): Finding[] {
  const { client, secret } = facts;
  if (freeLabels(secret.versions) >= LABELS_NEEDED) return [];
  const foreign = Object.keys(secret.versions).flatMap((versionId) =>
    labelsOn(secret.versions, versionId)
      .filter((label) => !label.startsWith('AWS') && !label.startsWith('click2mail:'))
      .map((label) => cures.removeLabel(client.secretArn, label, versionId)),
  );
  const what = 'The secret has nearly all of its 20 labels: no rotation can begin.';
  return [finding(facts, 'labels-full', what, foreign[0] ?? cures.resume(client))];
}

/** Whether a rotation has begun and not ended, however it is with it. */
export function isPending({ secret }: ClientFacts): boolean {
  return pendingVersion(secret.versions) !== undefined;
}

/** Whether a rotation has begun, and will not end without a person, or only after hours. */
export function isStuck(facts: ClientFacts): boolean {
  const { secret, now, report, lastError } = facts;
  const pending = pendingVersion(secret.versions);
  if (pending === undefined) return false;
  const begun = entries(secret.versions, 'begun').filter(({ versionId }) => versionId === pending);
  if (begun.some(({ time }) => time > now - AT_WORK_MS)) return false;
  if (judgePending(secret.versions, now, (report?.release_after_seconds ?? 0) * 1000).kind === 'release') return true;
  const seen = [
    ...begun,
    ...entries(secret.versions, 'pending-since').filter(({ versionId }) => versionId === pending),
  ];
  const since = Math.min(...seen.map(({ time }) => time), lastError?.at ?? Infinity);
  return now - since >= STUCK_AFTER_MS || versionWith(secret.versions, CURRENT) === undefined;
}

function isDenied(message: string | undefined): boolean {
  return message !== undefined && /AccessDenied|not authorized/.test(message);
}
