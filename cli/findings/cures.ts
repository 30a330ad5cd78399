import type { StackClient } from '../stack/deployed-stack.ts';
import type { Session } from '../stack/session.ts';
import type { ReplicaFacts } from '../facts/replica-facts.ts';

type Named = Pick<StackClient, 'name'>;
type InStack = Pick<StackClient, 'stack'>;

/** Commands for a person to type. */
export type Cures = ReturnType<typeof curesIn>;

/** The commands that cure findings, as they are to be typed where the session works. */
export function curesIn({ command, awsCommand, deployment }: Pick<Session, 'command' | 'awsCommand' | 'deployment'>) {
  /** @param region the session's when absent */
  const enableKey = (keyArn: string, region?: string) => awsCommand(`kms enable-key --key-id ${keyArn}`, region);
  return {
    resume: ({ name }: Named) => command(`resume ${name}`),
    rotate: ({ name }: Named) => command(`rotate ${name}`),
    issue: ({ name }: Named) => command(`issue ${name}`),
    /** Where a current token is to be superseded. */
    reissue: ({ name }: Named) => command(`issue ${name} --replace`),
    /** Without an id: the current token, and all before it. */
    revoke: ({ name }: Named, tokenId: string | undefined) =>
      command(`revoke ${name}${tokenId === undefined ? '' : ` --token ${tokenId}`}`),
    /** Puts everything back to what the template says, whoever changed it. */
    redeploy: ({ stack }: InStack) => deployment.redeploy(stack),
    /** After the settings were corrected. */
    deploy: ({ stack }: InStack) => deployment.deploy(stack),
    enableKey,
    keepKey: (keyArn: string, region?: string) =>
      `${awsCommand(`kms cancel-key-deletion --key-id ${keyArn}`, region)} && ${enableKey(keyArn, region)}`,
    /** From a file that a person has written. */
    putKeyPolicy: (keyArn: string, region: string) =>
      awsCommand(
        `kms put-key-policy --key-id ${keyArn} --policy-name default --policy file://replica-key-policy.json`,
        region,
      ),
    /** Copies a secret anew. */
    replicate: (secretArn: string, { region, keyId }: Pick<ReplicaFacts, 'region' | 'keyId'>, isToOverwrite = false) =>
      awsCommand(
        `secretsmanager replicate-secret-to-regions --secret-id ${secretArn} --add-replica-regions Region=${region}` +
          `${keyId === undefined ? '' : `,KmsKeyId=${keyId}`}${isToOverwrite ? ' --force-overwrite-replica-secret' : ''}`,
      ),
    putClientSecret: (secretArn: string) =>
      awsCommand(`secretsmanager put-secret-value --secret-id ${secretArn} --secret-string file://client-secret.json`),
    restoreSecret: (secretArn: string) => awsCommand(`secretsmanager restore-secret --secret-id ${secretArn}`),
    removeLabel: (secretArn: string, label: string, versionId: string) =>
      awsCommand(
        `secretsmanager update-secret-version-stage --secret-id ${secretArn} --version-stage ${label} --remove-from-version-id ${versionId}`,
      ),
    publicKey: ({ name }: Named) => command(`public-key ${name} --format jwk`),
    enableRule: (ruleName: string) => awsCommand(`events enable-rule --name ${ruleName}`),
    doctor: ({ name }: Named) => command(`doctor ${name}`),
    /** Looks at all clients. */
    look: () => command('doctor'),
  };
}
