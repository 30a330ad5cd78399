import type { StackClient } from '../stack/deployed-stack.ts';
import type { Session } from '../stack/session.ts';
import type { ReplicaFacts } from '../facts/replica-facts.ts';

/** The commands that cure findings, as they are to be typed where the session works. */
export interface Cures {
  readonly resume: (client: StackClient) => string;
  readonly rotate: (client: StackClient) => string;
  readonly issue: (client: StackClient) => string;
  /** Where a current token is to be superseded. */
  readonly reissue: (client: StackClient) => string;
  /** Without an id: the current token, and all before it. */
  readonly revoke: (client: StackClient, tokenId: string | undefined) => string;
  /** Puts everything back to what the template says, whoever changed it. */
  readonly redeploy: (client: Pick<StackClient, 'stack'>) => string;
  /** After the settings were corrected. */
  readonly deploy: (client: Pick<StackClient, 'stack'>) => string;
  /** In the session's region unless another is named. */
  readonly enableKey: (keyArn: string, region?: string) => string;
  readonly keepKey: (keyArn: string, region?: string) => string;
  /** From a file that a person has written. */
  readonly putKeyPolicy: (keyArn: string, region: string) => string;
  /** Copies a secret anew. */
  readonly replicate: (
    secretArn: string,
    to: Pick<ReplicaFacts, 'region' | 'keyId'>,
    isToOverwrite?: boolean,
  ) => string;
  readonly putClientSecret: (secretArn: string) => string;
  readonly restoreSecret: (secretArn: string) => string;
  readonly removeLabel: (secretArn: string, label: string, versionId: string) => string;
  readonly publicKey: (client: StackClient) => string;
  readonly enableRule: (ruleName: string) => string;
  readonly doctor: (client: StackClient) => string;
  /** Looks at all clients. */
  readonly look: () => string;
}

export function curesIn({
  command,
  awsCommand,
  deployment,
}: Pick<Session, 'command' | 'awsCommand' | 'deployment'>): Cures {
  return {
    resume: ({ name }) => command(`resume ${name}`),
    rotate: ({ name }) => command(`rotate ${name}`),
    issue: ({ name }) => command(`issue ${name}`),
    reissue: ({ name }) => command(`issue ${name} --replace`),
    revoke: ({ name }, tokenId) => command(`revoke ${name}${tokenId === undefined ? '' : ` --token ${tokenId}`}`),
    redeploy: ({ stack }) => deployment.redeploy(stack),
    deploy: ({ stack }) => deployment.deploy(stack),
    enableKey: (keyArn, region) => awsCommand(`kms enable-key --key-id ${keyArn}`, region),
    keepKey: (keyArn, region) =>
      `${awsCommand(`kms cancel-key-deletion --key-id ${keyArn}`, region)} && ${awsCommand(`kms enable-key --key-id ${keyArn}`, region)}`,
    putKeyPolicy: (keyArn, region) =>
      awsCommand(
        `kms put-key-policy --key-id ${keyArn} --policy-name default --policy file://replica-key-policy.json`,
        region,
      ),
    replicate: (secretArn, { region, keyId }, isToOverwrite = false) =>
      awsCommand(
        `secretsmanager replicate-secret-to-regions --secret-id ${secretArn} --add-replica-regions Region=${region}` +
          `${keyId === undefined ? '' : `,KmsKeyId=${keyId}`}${isToOverwrite ? ' --force-overwrite-replica-secret' : ''}`,
      ),
    putClientSecret: (secretArn) =>
      awsCommand(`secretsmanager put-secret-value --secret-id ${secretArn} --secret-string file://client-secret.json`),
    restoreSecret: (secretArn) => awsCommand(`secretsmanager restore-secret --secret-id ${secretArn}`),
    removeLabel: (secretArn, label, versionId) =>
      awsCommand(
        `secretsmanager update-secret-version-stage --secret-id ${secretArn} --version-stage ${label} --remove-from-version-id ${versionId}`,
      ),
    publicKey: ({ name }) => command(`public-key ${name} --format jwk`),
    enableRule: (ruleName) => awsCommand(`events enable-rule --name ${ruleName}`),
    doctor: ({ name }) => command(`doctor ${name}`),
    look: () => command('doctor'),
  };
}
