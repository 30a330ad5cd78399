import { ArnFormat, Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
  type IPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { accountAdministersKey } from './access/key-administration.ts';
import { secretArnPattern } from './access/secret-access.ts';
import { viaSecretsManager } from './access/secret-encryption.ts';
import type { Settings } from './settings/settings.ts';

/**
 * The one key that encrypts what a stack keeps: its secrets and its functions' logs. It works through those two
 * services alone; who may use it for which secret, the roles' own policies say.
 */
export class StackEncryptionKey extends Construct {
  readonly keyArn: string;
  readonly #policy: PolicyDocument;

  constructor(scope: Construct, id: string, { replicaRegions }: Pick<Settings, 'replicaRegions'>) {
    super(scope, id);
    const regions = replicaRegions.map(({ region }) => region);
    this.#policy = new PolicyDocument({
      statements: [accountAdministersKey(), this.#accountUsesIt(regions), this.#encryptsLogs()],
    });
    this.keyArn = new Key(this, 'Key', {
      description: `Encrypts the secrets and logs of the stack ${Stack.of(this).stackName}`,
      enableKeyRotation: true,
      policy: this.#policy,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    }).keyArn;
  }

  /**
   * Lets the readers of a secret decrypt it. The secret is meant by its name and not by its ARN: it needs the key to
   * be there before it.
   */
  allowReaders(client: string, secretName: string, readers: readonly IPrincipal[]): void {
    this.#policy.addStatements(
      new PolicyStatement({
        // A client's name has no capitals, so no two become the same.
        sid: `ReadersOf${client.replaceAll('-', 'X')}`,
        principals: [...readers],
        actions: ['kms:Decrypt'],
        resources: ['*'],
        conditions: {
          StringEquals: viaSecretsManager(),
          StringLike: { 'kms:EncryptionContext:SecretARN': secretArnPattern(this, `${secretName}-??????`) },
        },
      }),
    );
  }

  /** A value is decrypted before it is copied, perhaps by Secrets Manager of the region that it is copied to. */
  #accountUsesIt(replicaRegions: readonly string[]): PolicyStatement {
    return new PolicyStatement({
      sid: 'AccountUsesItThroughSecretsManager',
      principals: [new AccountRootPrincipal()],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: viaSecretsManager(replicaRegions) },
    });
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
  #encryptsLogs(): PolicyStatement {
    const stack = Stack.of(this);
    return new PolicyStatement({
      sid: 'LogsOfThisStack',
      principals: [new ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: {
        // CloudFormation makes the names of the log groups, which need the key to be there before them.
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: `${stack.stackName}-*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    });
  }
}
