import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  paginateListAliases,
  paginateListKeys,
} from '@aws-sdk/client-kms';
import { GetPolicyCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** What stands in an account, in every detail that its owner could miss. */
export type Standing = Readonly<Record<'secrets' | 'keys' | 'aliases' | 'functions' | 'stacks', readonly unknown[]>>;

/** Keys that wait for their deletion are as good as gone. */
const GOING = 'PendingDeletion';

const RUN = /c2m-accept-[0-9a-f]{8}/;

/** What stands in a sandbox's account, as its administrator sees it. */
export class SandboxAccount {
  readonly #secretsManager: SecretsManagerClient;
  readonly #kms: KMSClient;
  readonly #lambda: LambdaClient;
  readonly #cloudFormation: CloudFormationClient;

  constructor(endpoint: string) {
    const place = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    this.#secretsManager = new SecretsManagerClient(place);
    this.#kms = new KMSClient(place);
    this.#lambda = new LambdaClient(place);
    this.#cloudFormation = new CloudFormationClient(place);
  }

  destroy(): void {
    for (const client of [this.#secretsManager, this.#kms, this.#lambda, this.#cloudFormation]) client.destroy();
  }

  async standing(): Promise<Standing> {
    const [secrets, keys, aliases, functions, stacks] = await Promise.all([
      this.#secrets(),
      this.#keys(),
      this.#aliases(),
      this.#functions(),
      this.#stacks(),
    ]);
    return { secrets, keys: keys.filter(({ KeyState }) => KeyState !== GOING), aliases, functions, stacks };
  }

  /** All names, and the keys that wait for their deletion. */
  async everything(): Promise<{ readonly names: string[]; readonly keysToBeDeleted: (string | undefined)[] }> {
    const { secrets, aliases, functions, stacks } = await this.standing();
    const keys = await this.#keys();
    return {
      names: [secrets, aliases, functions, stacks].flat().map((thing) => JSON.stringify(thing)),
      keysToBeDeleted: keys.filter(({ KeyState }) => KeyState === GOING).map(({ KeyId }) => KeyId),
    };
  }

  /** Name of an acceptance run that has a stack. */
  async stackOfRun(): Promise<string | undefined> {
    const { Stacks = [] } = await this.#cloudFormation.send(new DescribeStacksCommand({}));
    return runIn(Stacks.map(({ StackName }) => StackName));
  }

  /** Name of an acceptance run that has a secret. */
  async secretOfRun(): Promise<string | undefined> {
    return runIn((await this.#secrets()).map(({ Name }) => Name));
  }

  /** @returns the id of a new key with this name */
  async makeKey(AliasName: string): Promise<string> {
    const { KeyMetadata } = await this.#kms.send(new CreateKeyCommand({}));
    const TargetKeyId = KeyMetadata?.KeyId ?? '';
    await this.#kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
    return TargetKeyId;
  }

  async #secrets() {
    const names: string[] = [];
    for await (const { SecretList = [] } of paginateListSecrets({ client: this.#secretsManager }, {})) {
      names.push(...SecretList.flatMap(({ Name }) => Name ?? []));
    }
    const described = await Promise.all(
      names.map((SecretId) => this.#secretsManager.send(new DescribeSecretCommand({ SecretId }))),
    );
    // Each has the id of the request, and when it was read last is no change.
    return described.map((secret) => ({ ...secret, $metadata: undefined, LastAccessedDate: undefined }));
  }

  async #keys() {
    const ids: string[] = [];
    for await (const { Keys = [] } of paginateListKeys({ client: this.#kms }, {})) {
      ids.push(...Keys.flatMap(({ KeyId }) => KeyId ?? []));
    }
    const described = await Promise.all(ids.map((KeyId) => this.#kms.send(new DescribeKeyCommand({ KeyId }))));
    return described.flatMap(({ KeyMetadata }) => KeyMetadata ?? []);
  }

  async #aliases() {
    const all: unknown[] = [];
    for await (const { Aliases = [] } of paginateListAliases({ client: this.#kms }, {})) all.push(...Aliases);
    return all;
  }

  async #functions() {
    const all: unknown[] = [];
    for await (const { Functions = [] } of paginateListFunctions({ client: this.#lambda }, {})) {
      for (const configuration of Functions) {
        const FunctionName = configuration.FunctionName ?? '';
        const policy = await this.#lambda.send(new GetPolicyCommand({ FunctionName })).catch(() => undefined);
        all.push({ ...configuration, policy: policy?.Policy });
      }
    }
    return all;
  }

  async #stacks() {
    const { Stacks = [] } = await this.#cloudFormation.send(new DescribeStacksCommand({}));
    return Promise.all(
      Stacks.map(async (stack) => {
        const resources: unknown[] = [];
        const pages = paginateListStackResources({ client: this.#cloudFormation }, { StackName: stack.StackName });
        for await (const page of pages) resources.push(...(page.StackResourceSummaries ?? []));
        return { ...stack, resources };
      }),
    );
  }
}

function runIn(names: readonly (string | undefined)[]): string | undefined {
  return names.map((name = '') => RUN.exec(name)?.[0]).find((name) => name !== undefined);
}
