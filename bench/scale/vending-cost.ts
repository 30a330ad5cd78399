import { usageRecord } from '../../functions/vend-short-term-token/usage-record.ts';
import { PRICES } from '../../infra/checks/prices.ts';
import type { Load } from './vending-at-scale.ts';

const MONTH_MINUTES = 30 * 24 * 60;
const GIGABYTE = 1e9;
const FUNCTION_GIGABYTES = 0.5;
/** Lambda bills whole milliseconds; a kept token takes one or two. */
const VEND_SECONDS = 0.002;
const EXCHANGE_SECONDS = 0.3;
/** Lambda's own two lines of an invocation in JSON, `platform.start` and `platform.report`. */
const LINES_OF_LAMBDA_BYTES = 600;

/** US dollars for vending so many tokens in a month from environments that are there all the month. */
export function vendingCost(vends: number, { exchangesAMinute, readsAMinute }: Load): number {
  const { lambda, secretsManager, kms, cloudWatch } = PRICES;
  const gigabytes = (vends * (recordBytes() + LINES_OF_LAMBDA_BYTES)) / GIGABYTE;
  const [exchanges, reads] = [exchangesAMinute * MONTH_MINUTES, readsAMinute * MONTH_MINUTES];
  const seconds = vends * VEND_SECONDS + exchanges * EXCHANGE_SECONDS;
  return (
    (vends / 1e6) * lambda.requests1m +
    seconds * FUNCTION_GIGABYTES * lambda.gigabyteSecond +
    gigabytes * (cloudWatch.logsIngestedGigabyte + cloudWatch.logsStoredGigabyteMonth) +
    // Secrets Manager has KMS decrypt what is read.
    (reads / 10_000) * (secretsManager.calls10k + kms.requests10k)
  );
}

function recordBytes(): number {
  const record = usageRecord({
    requestId: '33333333-3333-4333-8333-333333333333',
    profile: 'mail-merge',
    claimedCaller: undefined,
    client: 'acme',
    vended: {
      token: {
        access_token: '',
        token_type: 'Bearer',
        token_id: 'x'.repeat(36),
        expires_at: '',
        scopes: ['jobs:submit'],
      },
      versionId: '11111111-1111-4111-8111-111111111111',
      expiresAt: 0,
      origin: 'kept',
    },
    remainingSeconds: 600,
    now: 0,
    durationMs: 0.123,
  });
  return record.length;
}
