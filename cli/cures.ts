import type { StackClient } from './deployed-stack.ts';
import type { Session } from './session.ts';

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
  readonly enableKey: (keyArn: string) => string;
  readonly keepKey: (keyArn: string) => string;
  readonly putClientSecret: (secretArn: string) => string;
  readonly restoreSecret: (secretArn: string) => string;
  readonly removeLabel: (secretArn: string, label: string, versionId: string) => string;
  readonly publicKey: (client: StackClient) => string;
  readonly doctor: (client: StackClient) => string;
}

export function curesIn({ command, awsCommand }: Pick<Session, 'command' | 'awsCommand'>): Cures {
  return {
    resume: ({ name }) => command(`resume ${name}`),
    rotate: ({ name }) => command(`rotate ${name}`),
    issue: ({ name }) => command(`issue ${name}`),
    reissue: ({ name }) => command(`issue ${name} --replace`),
    revoke: ({ name }, tokenId) => command(`revoke ${name}${tokenId === undefined ? '' : ` --token ${tokenId}`}`),
    redeploy: ({ stack }) => `npm run deploy -- ${stack.name} --revert-drift`,
    deploy: ({ stack }) => `npm run deploy -- ${stack.name}`,
    enableKey: (keyArn) => awsCommand(`kms enable-key --key-id ${keyArn}`),
    keepKey: (keyArn) =>
      `${awsCommand(`kms cancel-key-deletion --key-id ${keyArn}`)} && ${awsCommand(`kms enable-key --key-id ${keyArn}`)}`,
    putClientSecret: (secretArn) =>
      awsCommand(`secretsmanager put-secret-value --secret-id ${secretArn} --secret-string file://client-secret.json`),
    restoreSecret: (secretArn) => awsCommand(`secretsmanager restore-secret --secret-id ${secretArn}`),
    removeLabel: (secretArn, label, versionId) =>
      awsCommand(
        `secretsmanager update-secret-version-stage --secret-id ${secretArn} --version-stage ${label} --remove-from-version-id ${versionId}`,
      ),
    publicKey: ({ name }) => command(`public-key ${name} --format jwk`),
    doctor: ({ name }) => command(`doctor ${name}`),
  };
}
