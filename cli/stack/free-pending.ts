import { secretVersions } from '../../functions/clients/secret-versions.ts';
import { Ledger } from '../../functions/core/ledger.ts';
import { atWorkSince, pendingVersion } from '../../functions/core/version-labels.ts';
import type { Report } from '../../functions/revoke-superseded-tokens/operator-answers.ts';
import { CommandProblem } from '../terminal/exit-codes.ts';
import type { StackClient } from './deployed-stack.ts';
import { rotationErrors } from './last-error.ts';
import type { Session } from './session.ts';

/**
 * Takes AWSPENDING off a version whose rotation is to be given up, as the sweep does after hours; the token that it
 * holds, if any, is revoked in an hour.
 * @returns the version; undefined when none was pending
 * @throws CommandProblem when its rotation is at work
 */
export async function freePending(client: StackClient, report: Report, session: Session): Promise<string | undefined> {
  const { name, secretArn } = client;
  const secret = secretVersions({ secretsManager: session.aws.secretsManager, secretArn, client: name });
  const { versions, rotationEnabled } = await secret.describe();
  const pending = pendingVersion(versions);
  if (pending === undefined) return undefined;
  const now = Date.parse(report.now);
  const since = atWorkSince(versions, pending, now);
  // The label's time is rounded up to the second.
  const isAtWork = rotationEnabled && since !== undefined && !(await hasFailed(client, since - 1000, session));
  if (isAtWork) {
    throw new CommandProblem(
      `A rotation of ${name} began less than two minutes ago. Wait for its end, then try again.`,
    );
  }
  const tokens = report.clients.find((one) => one.client === name)?.tokens ?? [];
  const holdsToken = tokens.some(({ version_id }) => version_id === pending);
  await new Ledger(secret, () => now, versions).release(pending, { holdsToken });
  return pending;
}

/** Whether the attempt that began then has ended in an error. */
async function hasFailed(client: StackClient, since: number, session: Session): Promise<boolean> {
  return (await rotationErrors(client, since, session)).length > 0;
}
