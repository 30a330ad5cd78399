import type { ProbeAnswer } from '../../functions/revoke-superseded-tokens/operator-answers.ts';
import type { StackClient } from '../stack/deployed-stack.ts';
import type { Probed } from '../facts/api-probe.ts';
import { checked, type CheckResult, skipped } from './check.ts';
import type { Cures } from './cures.ts';
import type { Finding } from './finding.ts';

/** The functions go by the API's clock when theirs differs by up to five minutes; a minute is a warning. */
const NOTABLE_DRIFT_SECONDS = 60;

/** What only a look at the API tells: what time it has, and whether it would issue a token. */
export function apiChecks(client: StackClient, probed: Probed, cures: Cures): CheckResult[] {
  const { name } = client;
  if ('failure' in probed) {
    const what = `The sweep’s function does not answer: ${probed.failure}`;
    const finding: Finding = { id: 'api-unreachable', client: name, what, command: cures.redeploy(client) };
    return [checked('probe', name, [finding]), skipped('clock', name), skipped('issuing', name)];
  }
  const { api, issue } = probed.answer;
  if (!api.reachable) return [skipped('clock', name), skipped('issuing', name)];
  return [
    checked('clock', name, driftFindings(client, api.clock_ahead_seconds ?? 0, cures)),
    issue === undefined ? skipped('issuing', name) : checked('issuing', name, issueFindings(client, issue, cures)),
  ];
}

function driftFindings(client: StackClient, aheadSeconds: number, cures: Cures): Finding[] {
  if (Math.abs(aheadSeconds) < NOTABLE_DRIFT_SECONDS) return [];
  const where = aheadSeconds > 0 ? 'ahead' : 'behind';
  const what = `Click2Mail’s clock is ${Math.abs(aheadSeconds)} s ${where}: from five minutes on it refuses every assertion. Tell Click2Mail, and look again.`;
  return [{ id: 'clock-drift', client: client.name, what, command: cures.doctor(client) }];
}

function issueFindings(client: StackClient, issue: NonNullable<ProbeAnswer['issue']>, cures: Cures): Finding[] {
  const { accepted, revoked, token_id, failure } = issue;
  if (accepted && revoked) return [];
  const why = failure?.message ?? '';
  if (accepted) {
    const what = `A token was issued and not revoked: ${why} It dies within an hour.`;
    return [{ id: 'revocation-overdue', client: client.name, what, command: cures.revoke(client, token_id) }];
  }
  const { ask, command } = remedyOf(client, cures);
  return [{ id: 'api-refuses', client: client.name, what: `Click2Mail issues no token: ${why} ${ask}`, command }];
}

/** What Click2Mail is asked for, and what is typed for it. */
function remedyOf(client: StackClient, cures: Cures): { readonly ask: string; readonly command: string } {
  switch (client.grant) {
    case 'assertion':
      return { ask: 'Send them the public key, and wait for their word.', command: cures.publicKey(client) };
    case 'client-secret':
      return {
        ask: 'Have them tell the client’s secret, and put it.',
        command: cures.putClientSecret(client.clientSecretArn ?? ''),
      };
    case 'short-term-token':
      return { ask: 'Have them give a one-time code.', command: cures.reissue(client) };
  }
}
