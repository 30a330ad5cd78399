import type { FindingRule } from '../finding-rule.ts';
import { isDenied } from '../denied.ts';

/** What consumers meet, and nothing else explains. */
export const VEND_RULES: readonly FindingRule[] = [
  {
    id: 'vend-failing',
    what: ({ vendFailure }) =>
      vendFailure === undefined
        ? undefined
        : `The consumer ${vendFailure.consumer} is vended nothing: ${vendFailure.last.code} ${vendFailure.last.message}`,
    since: ({ vendFailure }) => vendFailure?.since,
    cure: ({ client, vendFailure }, cures) =>
      isDenied(vendFailure?.last.message) ? cures.redeploy(client) : cures.doctor(client),
  },
];
