import { KMSClient } from '@aws-sdk/client-kms';
import { AWS_CLIENT_DEFAULTS } from '../../functions/clients/aws-client-defaults.ts';
import { kmsSigner } from '../../functions/clients/kms-signer.ts';
import type { AssertionAlgorithm } from '../../functions/core/client-assertion.ts';
import { startAwsEndpoint } from '../../sandbox/aws/aws-endpoint.ts';
import { type JsonService, SANDBOX_ACCOUNT, SANDBOX_REGION, type WireObject } from '../../sandbox/aws/aws-service.ts';
import { Credentials } from '../../sandbox/aws/credentials.ts';
import { Sts } from '../../sandbox/sts/sts.ts';
import { Clock } from '../../sandbox/clock.ts';
import { Faults } from '../../sandbox/faults.ts';
import { Kms } from '../../sandbox/kms/kms.ts';
import { Traffic } from '../../sandbox/traffic.ts';
import { recordSecret } from '../support/secret-watch.ts';

export type SigningKms = Awaited<ReturnType<typeof startSigningKms>>;

interface ObservedCall {
  readonly operation: string;
  readonly input: WireObject;
}

type Falsify = (call: ObservedCall, answer: WireObject) => WireObject | Promise<WireObject>;

/** The sandbox's KMS at a real endpoint, behind an observer that may falsify its answers. */
export async function startSigningKms() {
  const clock = new Clock();
  const faults = new Faults();
  const credentials = new Credentials({ clock, accountId: SANDBOX_ACCOUNT, onSecret: recordSecret });
  const kms = new Kms({ clock, accountId: SANDBOX_ACCOUNT, region: SANDBOX_REGION, onSecret: recordSecret });
  const { caller } = credentials.administrator;
  const calls: ObservedCall[] = [];
  let falsify: Falsify = (_call, answer) => answer;
  const observed: JsonService = {
    async call(operation, input, by) {
      calls.push({ operation, input });
      return falsify({ operation, input }, await kms.call(operation, input, by));
    },
  };
  const endpoint = await startAwsEndpoint({
    port: 0,
    credentials,
    traffic: new Traffic(faults),
    services: { kms: observed, secretsmanager: observed },
    lambda: {
      operationOf: () => 'Invoke',
      handle: () => Promise.reject(new TypeError('Nobody invokes a function here.')),
    },
    sts: new Sts({ credentials, roleExists: () => false }),
  });
  const client = new KMSClient({
    ...AWS_CLIENT_DEFAULTS,
    endpoint: endpoint.origin,
    region: SANDBOX_REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

  return {
    kms,
    faults,
    /** What reached KMS since the last time this was asked. */
    arrived: () => calls.splice(0),
    falsifyWith: (change: Falsify) => {
      falsify = change;
    },
    /** Calls KMS past the endpoint and the observer. */
    direct: (operation: string, input: WireObject) => kms.call(operation, input, caller),
    async createKey(KeySpec: string, KeyUsage = 'SIGN_VERIFY'): Promise<string> {
      const { KeyMetadata } = await kms.call('CreateKey', { KeySpec, KeyUsage }, caller);
      return (KeyMetadata as { Arn: string }).Arn;
    },
    signerOf: (keyArn: string, algorithm: AssertionAlgorithm, keyId?: string) =>
      kmsSigner({ kms: client, key: keyArn, algorithm, keyId, client: 'acme' }),
    async close(): Promise<void> {
      client.destroy();
      await endpoint.close();
    },
  };
}
