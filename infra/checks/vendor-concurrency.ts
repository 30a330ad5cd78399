import type { Settings } from '../settings/settings.ts';
import { vendorCount } from '../settings/stack-of-client.ts';

/**
 * What to look at before a deployment that reserves concurrency; undefined when none is reserved. Synthesis has no
 * credentials, so it cannot see the account's limit: 10 or 50 in new accounts, which leaves nothing to reserve.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export function reservationNote(settings: Settings): string | undefined {
  const { vendorConcurrency } = settings;
  const vendors = vendorCount(settings);
  if (vendorConcurrency === undefined || vendors === 0) return undefined;
  const all = vendors * vendorConcurrency;
  return (
    `vendorConcurrency reserves ${all} of the account's concurrent executions. Lambda refuses that unless enough are ` +
    'left unreserved (docs/deployment.md, "Concurrency"); see what there are with: aws lambda get-account-settings'
  );
}
