import type { ClientFacts } from '../../facts/client-facts.ts';
import type { FindingRule } from '../finding-rule.ts';
import { isDenied } from '../denied.ts';
import { KEY_NOT_ACCEPTED } from '../key-not-accepted.ts';
import { isPending, isStuck } from '../../facts/pending.ts';
import { isTheirs } from './api-rules.ts';

/** Why a client's rotation does not go on. */
export const ROTATION_RULES: readonly FindingRule[] = [
  {
    id: 'permission-missing',
    what: ({ reportFailure }) => (isDenied(reportFailure) ? `AWS denies the sweep: ${reportFailure}` : undefined),
    cure: ({ client }, cures) => cures.redeploy(client),
  },
  {
    id: 'secret-unreadable',
    what: ({ reportFailure }) =>
      reportFailure === undefined ? undefined : `The secret cannot be read: ${reportFailure}`,
    cure: ({ client }, cures) => cures.redeploy(client),
  },
  {
    id: 'client-secret-not-set',
    what: ({ report }) => (report?.client_secret_set === false ? 'Nobody has put the client’s secret yet.' : undefined),
    cure: (facts, cures) => {
      const put = cures.putClientSecret(facts.client.clientSecretArn ?? '');
      return isTheirs(facts) ? put : `${put} && ${cures.resume(facts.client)}`;
    },
  },
  ...withUsableKey([
    {
      id: 'permission-missing',
      what: ({ lastError }) =>
        isDenied(lastError?.message) ? `AWS denies ${lastError?.kind}: ${lastError?.message}` : undefined,
      cure: (facts, cures) => {
        const { client, lastError } = facts;
        if (lastError?.kind !== client.rotation.kind || isTheirs(facts)) return cures.redeploy(client);
        return `${cures.redeploy(client)} && ${isPending(facts) ? cures.resume(client) : cures.rotate(client)}`;
      },
    },
    {
      id: 'rotation-off',
      asksApi: true,
      what: ({ secret }) =>
        secret.rotationEnabled
          ? undefined
          : 'Rotation is switched off: the token will expire, and nothing will replace it.',
      cure: ({ client }, cures) => cures.resume(client),
    },
    KEY_NOT_ACCEPTED,
    {
      id: 'api-refuses',
      asksApi: true,
      what: ({ client, lastError }) =>
        lastError?.code === 'TOKEN_REFUSED' ? `Click2Mail refuses ${client.name}: ${lastError.message}` : undefined,
      cure: ({ client }, cures) => cures.reissue(client),
    },
    {
      id: 'stuck',
      asksApi: true,
      what: (facts) => {
        if (!isStuck(facts)) return undefined;
        const because = facts.lastError === undefined ? '' : ` Last: ${facts.lastError.message}`;
        return `A rotation began and did not end.${because}`;
      },
      cure: ({ client }, cures) => cures.resume(client),
    },
  ]),
];

/** A key that cannot sign is the cause of what these would find. */
function withUsableKey(rules: readonly FindingRule[]): FindingRule[] {
  const isUsable = ({ keyState }: ClientFacts) => keyState === undefined || keyState === 'Enabled';
  return rules.map((rule) => ({ ...rule, what: (facts) => (isUsable(facts) ? rule.what(facts) : undefined) }));
}
