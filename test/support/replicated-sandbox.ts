import { readFileSync, rmSync } from 'node:fs';
import { KMS } from '@aws-sdk/client-kms';
import { DescribeSecretCommand, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { accountAdministersKey } from '../../infra/access/key-administration.ts';
import { assemblyWith } from './assembly.ts';
import { type GrantedAction, grantedActions, assemblyNaming, assemblyWithout } from './narrowed-assembly.ts';
import { TestSandbox } from './test-sandbox.ts';

export const REPLICA_REGION = 'eu-west-1';

/** Stands in the template for the key that is made when the sandbox stands. */
const PLACEHOLDER = `arn:aws:kms:${REPLICA_REGION}:123456789012:key/00000000-0000-4000-8000-000000000000`;

const CLIENT = {
  clientId: 'c2m_acme',
  scopes: ['jobs:submit', 'tokens:write'],
  rotateEvery: 'rate(30 days)',
  grace: '2h',
};
const SETTINGS = { clients: { acme: { ...CLIENT, grant: 'short-term-token' } } };

/** A client whose token secret has no copy, and the same one with a copy under a key of its own. */
export class ReplicatedAssemblies {
  readonly alone = assemblyWith(SETTINGS);
  readonly replicated = assemblyWith({
    ...SETTINGS,
    replicaRegions: [{ region: REPLICA_REGION, keyArn: PLACEHOLDER }],
  });

  /** What roles are granted because of the copy alone. */
  grantedForCopy(): GrantedAction[] {
    return grantedActions(this.replicated).filter(({ sid }) => sid.startsWith('WriteReplicas'));
  }
}

/** The statement that docs/deployment.md gives for a copy's key, for the sandbox's account and region. */
export function documentedStatement(): object {
  const text = readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8');
  const [, statement = ''] = /## Replica regions\n.*?```json\n(.*?)```/s.exec(text) ?? [];
  return JSON.parse(statement.replace('111122223333', '123456789012').replace('eu-central-1', 'us-east-1')) as object;
}

/** A key's policy that lets the account manage the key, and has these statements besides. */
export function keyPolicy(...statements: readonly object[]): string {
  const [administers] = [accountAdministersKey().toStatementJson() as object];
  const Principal = { AWS: 'arn:aws:iam::123456789012:root' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...administers, Principal }, ...statements] });
}

/** A sandbox whose client has a copy of its token secret in another region, under a key that is made there first. */
export class ReplicatedSandbox {
  readonly running: TestSandbox;
  /** Of the other region. */
  readonly kms: KMS;
  readonly secretsManager: SecretsManager;
  readonly keyArn: string;
  readonly #folders: readonly string[];

  private constructor(
    running: TestSandbox,
    clients: { readonly kms: KMS; readonly secretsManager: SecretsManager },
    keyArn: string,
    folders: readonly string[],
  ) {
    this.running = running;
    this.kms = clients.kms;
    this.secretsManager = clients.secretsManager;
    this.keyArn = keyArn;
    this.#folders = folders;
  }

  /**
   * @param policy of the copy's key; what KMS gives a key when absent
   * @param lacking what the roles are not granted
   */
  static async start(
    { alone, replicated }: ReplicatedAssemblies,
    policy?: string,
    lacking?: GrantedAction,
  ): Promise<ReplicatedSandbox> {
    const running = await TestSandbox.start(alone);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const place = { endpoint: running.sandbox.awsEndpoint, region: REPLICA_REGION, credentials };
    const clients = { kms: new KMS(place), secretsManager: new SecretsManager(place) };
    const { KeyMetadata } = await clients.kms.createKey(policy === undefined ? {} : { Policy: policy });
    const keyArn = KeyMetadata?.Arn ?? '';
    const narrowed = lacking === undefined ? [] : [assemblyWithout(replicated, lacking)];
    const assembly = assemblyNaming(narrowed[0] ?? replicated, PLACEHOLDER, keyArn);
    await running.sandbox.deploy(assembly);
    return new ReplicatedSandbox(running, clients, keyArn, [...narrowed, assembly]);
  }

  /** What Secrets Manager says of the copy. */
  async replica() {
    const { secretArn } = this.running.client('acme');
    const described = await this.running.secretsManager.send(new DescribeSecretCommand({ SecretId: secretArn }));
    return described.ReplicationStatus?.[0];
  }

  /** The id of the token that whoever reads the copy gets. */
  async tokenIdThere(): Promise<string | undefined> {
    const { SecretString = '' } = await this.secretsManager.getSecretValue({ SecretId: 'click2mail/acme' });
    return (JSON.parse(SecretString) as { token_id?: string }).token_id;
  }

  /** The id of the token that whoever reads the secret gets. */
  get tokenIdHere(): string | null {
    const client = this.running.client('acme');
    return client.tokenIdOf(client.versionWith('AWSCURRENT') ?? '');
  }

  async stop(): Promise<void> {
    this.kms.destroy();
    this.secretsManager.destroy();
    await this.running.stop();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}
