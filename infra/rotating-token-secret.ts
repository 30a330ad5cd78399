import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnPermission, type Function } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule, CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { accountAdministersKey } from './key-administration.ts';
import type { RotationRate } from './rotation-rate.ts';

interface RotatingTokenSecretProps {
  readonly secretName: string;
  readonly description: string;
}

/** A function of its own role, as TokenFunction makes them. */
interface RotationFunction {
  readonly role: Role;
  readonly function: Function;
}

/**
 * The secret that holds a client's long-term token, the key that encrypts it, and its rotation.
 *
 * CloudFormation writes one generated placeholder and never a value again. For that `GenerateSecretString` must not
 * change, ever: CloudFormation answers a change with a new value, which would put a random string in the place of the
 * live token (docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html).
 */
export class RotatingTokenSecret extends Construct {
  readonly secretName: string;
  readonly secretArn: string;
  readonly #encryptionKey: Key;

  constructor(scope: Construct, id: string, { secretName, description }: RotatingTokenSecretProps) {
    super(scope, id);
    this.#encryptionKey = new Key(this, 'EncryptionKey', {
      description: `Encrypts the secret ${secretName}`,
      enableKeyRotation: true,
      policy: this.#keyPolicy(),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const secret = new CfnSecret(this, 'Secret', {
      name: secretName,
      description,
      kmsKeyId: this.#encryptionKey.keyArn,
      generateSecretString: { passwordLength: 32, excludePunctuation: true },
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.secretName = secretName;
    this.secretArn = secret.ref;
  }

  /** Has the function rotate the secret at this rate, and lets it do just that. */
  rotateBy(rotation: RotationFunction, rate: RotationRate): void {
    this.#grantRotate(rotation.role);
    const permission = new CfnPermission(this, 'RotationPermission', {
      action: 'lambda:InvokeFunction',
      functionName: rotation.function.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Stack.of(this).account,
      sourceArn: this.secretArn,
    });
    const schedule = new CfnRotationSchedule(this, 'RotationSchedule', {
      secretId: this.secretArn,
      rotationLambdaArn: rotation.function.functionArn,
      rotationRules: { scheduleExpression: rate.expression },
      // A deployment changes no token. Secrets Manager only runs the test step.
      rotateImmediatelyOnUpdate: false,
    });
    // Secrets Manager checks that it may invoke the function when the schedule is made.
    schedule.addResourceDependency(permission);
  }

  #grantRotate(role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        sid: 'RotateTokenSecret',
        actions: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        resources: [this.secretArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'UseEncryptionKeyForTokenSecret',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [this.#encryptionKey.keyArn],
        conditions: {
          StringEquals: { ...this.#viaSecretsManager(), 'kms:EncryptionContext:SecretARN': this.secretArn },
        },
      }),
    );
  }

  /** The account manages the key; its users reach it through Secrets Manager alone, and by policies of their own. */
  #keyPolicy(): PolicyDocument {
    return new PolicyDocument({
      statements: [
        accountAdministersKey(),
        new PolicyStatement({
          sid: 'AccountUsesItThroughSecretsManager',
          principals: [new AccountRootPrincipal()],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: ['*'],
          conditions: { StringEquals: this.#viaSecretsManager() },
        }),
      ],
    });
  }

  #viaSecretsManager() {
    return { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` };
  }
}
