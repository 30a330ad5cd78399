import { dueVersions, endTime, entries, versionsInGrace, wasCurrent } from '../../../functions/core/version-labels.ts';
import { relative } from '../../terminal/relative-time.ts';
import type { ClientFacts } from '../../facts/client-facts.ts';
import type { FindingRule } from '../finding-rule.ts';
import { isPending } from '../../facts/pending.ts';

const MINUTE = 60 * 1000;

/** Longer than the longest interval of the sweep, and a run of it. */
const OVERDUE_AFTER_MS = 75 * MINUTE;

/** An order is answered within a minute; what is open for longer, something hinders. */
const ORDER_OPEN_AFTER_MS = 15 * MINUTE;

const expiryOf = ({ current }: ClientFacts) => Date.parse(current?.expires_at ?? '');

/** What the sweep was told by the API itself. */
export const DEAD_TOKEN_RULES: readonly FindingRule[] = [
  {
    id: 'token-dead',
    asksApi: true,
    what: ({ dead, now }) => {
      if (dead === undefined) return undefined;
      const found = dead.foundBy === 'doctor' ? '' : `, as the sweep found ${relative(dead.since, now)}`;
      return `The API refuses the current token${found}: consumers are refused.`;
    },
    cure: (facts, cures) => {
      if (!canRenew(facts)) return cures.reissue(facts.client);
      return isPending(facts) ? cures.resume(facts.client) : cures.rotate(facts.client);
    },
  },
];

/** Whether a rotation can issue another token although the current one is dead. */
function canRenew({ client, secret, keyState = 'Enabled', now }: ClientFacts): boolean {
  if (client.grant === 'short-term-token') return versionsInGrace(secret.versions, now).length > 0;
  return keyState === 'Enabled';
}

export const TOKEN_RULES: readonly FindingRule[] = [
  {
    id: 'no-token',
    asksApi: true,
    what: (facts) =>
      facts.current === undefined && !isPending(facts)
        ? 'There is no token: the secret holds something else.'
        : undefined,
    cure: ({ client }, cures) => (client.grant === 'short-term-token' ? cures.issue(client) : cures.rotate(client)),
  },
  {
    id: 'expiring',
    asksApi: true,
    what: (facts) => {
      const { report, now } = facts;
      const isRunningOut = expiryOf(facts) - now < (report?.margin_seconds ?? 0) * 1000;
      if (!isRunningOut || isPending(facts)) return undefined;
      const when = relative(expiryOf(facts), now);
      return expiryOf(facts) <= now
        ? `The token expired ${when}: consumers are refused.`
        : `The token expires ${when}, and no rotation has replaced it.`;
    },
    cure: (facts, cures) => {
      const isLost = expiryOf(facts) <= facts.now && facts.client.grant === 'short-term-token';
      return isLost ? cures.issue(facts.client) : cures.rotate(facts.client);
    },
  },
];

const overdueOf = ({ secret, now }: ClientFacts) => dueVersions(secret.versions, now - OVERDUE_AFTER_MS).at(0);
const openOrderOf = ({ secret, now }: ClientFacts) =>
  entries(secret.versions, 'revoke-now').find(({ time }) => time < now - ORDER_OPEN_AFTER_MS);

export const REVOCATION_RULES: readonly FindingRule[] = [
  {
    id: 'revocation-overdue',
    asksApi: true,
    what: (facts) => {
      const overdue = overdueOf(facts);
      if (overdue === undefined) return undefined;
      const { versions } = facts.secret;
      const since = relative(endTime(versions, overdue) ?? facts.now, facts.now);
      const which = wasCurrent(versions, overdue) ? 'superseded token' : 'token that was given up';
      return `A ${which} was to be revoked ${since}, and still works.`;
    },
    cure: (facts, cures) => cures.revoke(facts.client, facts.tokens.get(overdueOf(facts) ?? '')?.token_id),
  },
  {
    id: 'order-open',
    asksApi: true,
    what: (facts) => {
      const open = openOrderOf(facts);
      return open && `The order to revoke of ${relative(open.time, facts.now)} is not carried out yet.`;
    },
    cure: (facts, cures) => cures.revoke(facts.client, facts.tokens.get(openOrderOf(facts)?.versionId ?? '')?.token_id),
  },
];
