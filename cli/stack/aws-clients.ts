import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';

/** The services that the commands speak to, all with the same credentials. */
export type AwsClients = ReturnType<typeof awsClients>;

/** The services that are looked at in other regions, too. */
type RegionalClients = ReturnType<typeof regionalClients>;

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

/** Makes a client of each service, for one command. */
export function awsClients(where: AwsPlace) {
  const place = clientSettings(where);
  const clients = {
    ...regionalClients(place),
    cloudFormation: new CloudFormationClient(place),
    eventBridge: new EventBridgeClient(place),
    iam: new IAMClient(place),
    // What is invoked is not repeated by itself: an order may have been carried out.
    lambda: new LambdaClient({ ...place, maxAttempts: 1, requestHandler: { requestTimeout: LONGEST_ANSWER_MS } }),
    logs: new CloudWatchLogsClient(place),
    sts: new STSClient(place),
  };
  const elsewhere = new Map<string, RegionalClients>();
  return {
    ...clients,
    /** Where secrets have replicas, and replicas have keys. */
    inRegion: (region: string): RegionalClients => {
      const made = elsewhere.get(region) ?? regionalClients({ ...place, region });
      elsewhere.set(region, made);
      return made;
    },
    destroy: (): void => {
      const all = [clients, ...elsewhere.values()].flatMap((some) => Object.values(some) as { destroy(): void }[]);
      for (const client of all) client.destroy();
    },
  };
}

function regionalClients(place: ReturnType<typeof clientSettings>) {
  return { kms: new KMSClient(place), secretsManager: new SecretsManagerClient(place) };
}

/** Whether an address is of this machine: the sandbox's, which knows an administrator of its own. */
export function isSandbox(endpoint: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(endpoint).hostname);
}

/** Who the sandbox lets do everything. */
export const ADMINISTRATOR: AwsCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };
