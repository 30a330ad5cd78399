import type { ClientFacts } from '../../facts/client-facts.ts';
import type { FindingRule } from '../finding-rule.ts';

/** That the API does not answer, and whose trouble that is. */
export const API_RULES: readonly FindingRule[] = [
  {
    id: 'api-unreachable',
    what: (facts) =>
      isOfSettings(facts)
        ? `${facts.report?.api_base_url ?? 'The API'} does not answer the functions as the API does (${facts.outage?.reason}): look at apiBaseUrl, vpc and egressProxy in the settings, then deploy.`
        : undefined,
    since: ({ outage }) => outage?.since,
    cure: ({ client }, cures) => cures.deploy(client),
  },
  {
    id: 'api-down',
    what: (facts) =>
      isTheirs(facts)
        ? `Click2Mail’s API ${ofAnswer(facts)}. That is theirs: wait, it heals by itself. Nothing can be issued or revoked until then.`
        : undefined,
    since: ({ outage }) => outage?.since,
    cure: (_facts, cures) => cures.look(),
  },
];

/** Whether to wait is all that can be done. */
export const isTheirs = (facts: ClientFacts): boolean => facts.outage !== undefined && !isOfSettings(facts);

/** No answer yet since it was set, or one of somebody else. */
function isOfSettings({ outage }: ClientFacts): boolean {
  if (outage === undefined) return false;
  const { status, isNewlySet } = outage;
  return status === undefined ? isNewlySet : status < 500 && status !== 429;
}

function ofAnswer({ outage }: ClientFacts): string {
  return outage?.status === undefined
    ? `cannot be reached (${outage?.reason})`
    : `answers with status ${outage.status}`;
}
