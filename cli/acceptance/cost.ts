import type { CostItem } from '../../infra/checks/monthly-cost.ts';
import { PRICES } from '../../infra/checks/prices.ts';

const HOURS_IN_MONTH = 720;

/** The scratch keys and secrets of the stage *beliefs*, at most. */
const SCRATCH_KEYS = 3;
const SCRATCH_SECRETS = 12;

/** What stands while a run goes on, in US dollars a month. */
export function scratchCost(): CostItem[] {
  const { kms, secretsManager } = PRICES;
  return [
    { what: 'keys', amount: String(SCRATCH_KEYS), dollars: SCRATCH_KEYS * kms.keyMonth },
    { what: 'secrets', amount: `at most ${SCRATCH_SECRETS}`, dollars: SCRATCH_SECRETS * secretsManager.secretMonth },
  ];
}

/** What it costs if it stands for so many hours, and if nobody ever deletes it. AWS counts what is begun by the hour. */
export function costText(items: readonly CostItem[], hours: number): string {
  const month = items.reduce((total, { dollars }) => total + dollars, 0);
  const run = Math.max(0.01, (month * hours) / HOURS_IN_MONTH);
  return `about ${run.toFixed(2)} US dollars for ${hours === 1 ? 'an hour' : `${hours} hours`} (${month.toFixed(2)} a month, if it stood)`;
}
