import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';

/** The services that the commands speak to, all with the same credentials. */
export interface AwsClients {
  readonly cloudFormation: CloudFormationClient;
  readonly eventBridge: EventBridgeClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly secretsManager: SecretsManagerClient;
  readonly sts: STSClient;
  /** Where secrets have replicas, and replicas have keys. */
  readonly inRegion: (region: string) => RegionalClients;
  readonly destroy: () => void;
}

/** The services that are looked at in other regions, too. */
export type RegionalClients = Pick<AwsClients, 'kms' | 'secretsManager'>;

/** Where clients of AWS ask, and as whom. */
export interface AwsPlace {
  /** What the environment or the profile says, when absent. */
  readonly region: string | undefined;
  /** One address for all services, as the sandbox has it; AWS's own when absent. */
  readonly endpoint: string | undefined;
  /** What the environment, the profile or the machine says, when absent; at the sandbox its administrator. */
  readonly credentials?: AwsCredentials | undefined;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A function may run for a minute, and an order to revoke takes 50 seconds. */
const LONGEST_ANSWER_MS = 120_000;

/** What every client of the SDK is made with. */
export function clientSettings({ region, endpoint, credentials }: AwsPlace) {
  const known = credentials ?? (endpoint !== undefined && isSandbox(endpoint) ? ADMINISTRATOR : undefined);
  return {
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    ...(known && { credentials: known }),
    maxAttempts: 3,
  };
}

export function awsClients(where: AwsPlace): AwsClients {
  const place = clientSettings(where);
  const clients = {
    cloudFormation: new CloudFormationClient(place),
    eventBridge: new EventBridgeClient(place),
    iam: new IAMClient(place),
    kms: new KMSClient(place),
    // What is invoked is not repeated by itself: an order may have been carried out.
    lambda: new LambdaClient({ ...place, maxAttempts: 1, requestHandler: { requestTimeout: LONGEST_ANSWER_MS } }),
    logs: new CloudWatchLogsClient(place),
    secretsManager: new SecretsManagerClient(place),
    sts: new STSClient(place),
  };
  const regional = new Map<string, RegionalClients>();
  return {
    ...clients,
    inRegion: (other) => {
      const there = { ...place, region: other };
      const made = regional.get(other) ?? {
        kms: new KMSClient(there),
        secretsManager: new SecretsManagerClient(there),
      };
      regional.set(other, made);
      return made;
    },
    destroy: () => {
      const all = [clients, ...regional.values()].flatMap((some) => Object.values(some) as { destroy(): void }[]);
      for (const client of all) client.destroy();
    },
  };
}

/** Whether an address is of this machine: the sandbox's, which knows an administrator of its own. */
export function isSandbox(endpoint: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(endpoint).hostname);
}

/** Who the sandbox lets do everything. */
export const ADMINISTRATOR: AwsCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };
