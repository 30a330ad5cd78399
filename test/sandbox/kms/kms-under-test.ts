import { KMSClient } from '@aws-sdk/client-kms';
import type { Caller } from '../../../sandbox/aws/aws-service.ts';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../../sandbox/aws/aws-service.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { Kms } from '../../../sandbox/kms/kms.ts';
import { startEndpointUnderTest } from '../aws/endpoint-under-test.ts';

export const ARN_PREFIX = `arn:aws:kms:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}`;

export const ADMINISTRATOR: Caller = {
  accountId: SANDBOX_ACCOUNT,
  arn: `arn:aws:iam::${SANDBOX_ACCOUNT}:user/test`,
  isAdministrator: true,
};

/** A KMS on a still clock, and the SDK's client of it over HTTP. */
export async function startKms() {
  const clock = new Clock({ flowing: false, startAt: Date.UTC(2026, 10, 24, 8) });
  const secrets: string[] = [];
  const kms = new Kms({
    clock,
    accountId: SANDBOX_ACCOUNT,
    region: SANDBOX_REGION,
    onSecret: (secret) => secrets.push(secret),
  });
  const { endpoint, clientOf } = await startEndpointUnderTest({
    services: { kms, secretsmanager: kms },
  });
  const client = new KMSClient(clientOf());
  return { kms, clock, client, secrets, endpoint, close: () => endpoint.close() };
}
