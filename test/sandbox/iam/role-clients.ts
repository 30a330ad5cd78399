import { KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { STS } from '@aws-sdk/client-sts';
import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { recordSecret } from '../../support/secret-watch.ts';

export interface RoleClients {
  readonly secretsManager: SecretsManager;
  readonly kms: KMS;
  readonly lambda: Lambda;
  readonly sts: STS;
  /** Name of the session as it stands in refusals. */
  readonly sessionArn: string;
  /** For the AWS CLI. */
  readonly environment: Readonly<Record<string, string>>;
  destroy(): void;
}

type Signer = NonNullable<ConstructorParameters<typeof STS>[0]>['credentials'];

/**
 * Clients of all four services for these credentials; the administrator's when there are none.
 * @param region of Secrets Manager and KMS
 */
export function clientsOf(
  { awsEndpoint }: Pick<Sandbox, 'awsEndpoint'>,
  credentials: Signer = { accessKeyId: 'test', secretAccessKey: 'test' },
  region = 'us-east-1',
) {
  const settings = { endpoint: awsEndpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  const clients = {
    secretsManager: new SecretsManager({ ...settings, region }),
    kms: new KMS({ ...settings, region }),
    lambda: new Lambda(settings),
    sts: new STS(settings),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => client.destroy()) };
}

/** Becomes a role of the stack, as its administrator may, and gives the clients of its session. */
export async function assumeRole(
  sandbox: Pick<Sandbox, 'awsEndpoint'>,
  RoleArn: string,
  RoleSessionName = 'test',
  region?: string,
): Promise<RoleClients> {
  const administrator = clientsOf(sandbox);
  const { Credentials, AssumedRoleUser } = await administrator.sts.assumeRole({ RoleArn, RoleSessionName });
  administrator.destroy();
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  recordSecret(SecretAccessKey);
  recordSecret(SessionToken);
  return {
    ...clientsOf(
      sandbox,
      { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
      region,
    ),
    sessionArn: AssumedRoleUser?.Arn ?? '',
    environment: {
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_SESSION_TOKEN: SessionToken,
    },
  };
}

/** What AWS refused with. */
export interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
}

/** @throws Error when the call is not refused */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('The call was not refused.');
}
