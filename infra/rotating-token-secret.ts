import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnResourcePolicy, CfnRotationSchedule, CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type ReplicaRegion, writesReplicas } from './access/replica-keys.ts';
import { ROTATION_FUNCTION_TAG, TOKEN_SECRET_TAG, tagForStack } from './access/resource-tags.ts';
import { readsCurrentToken, ROTATION_ACTIONS } from './access/secret-access.ts';
import { type KeyUse, usesKeyForSecret } from './access/secret-encryption.ts';
import { sweepStatements } from './access/sweep-access.ts';
import type { StackEncryptionKey } from './stack-encryption-key.ts';
import type { TokenFunction } from './token-function.ts';

interface NewTokenSecret {
  readonly secretName: string;
  readonly description: string;
  readonly encryptionKey: StackEncryptionKey;
  readonly replicaRegions: readonly ReplicaRegion[];
}

/** A secret that somebody else made, and what encrypts it if it is not `aws/secretsmanager`. */
interface ExistingTokenSecret {
  readonly existingSecret: string;
  readonly existingSecretKeyArn?: string | undefined;
}

/** What a reader does. */
const READER_ACTIONS = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];

/**
 * The secret that holds a client's long-term token, and its rotation.
 *
 * CloudFormation writes one generated placeholder and never a value again. For that `GenerateSecretString` must not
 * change, ever: CloudFormation answers a change with a new value, which would put a random string in the place of the
 * live token (docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html).
 * Of an existing secret nothing is changed but that it rotates.
 */
export class RotatingTokenSecret extends Construct {
  /** Its name; of one that existed before, its whole ARN, which cannot be taken for another's. */
  readonly secretId: string;
  readonly secretArn: string;
  /** Of the key that encrypts it, if that is not `aws/secretsmanager`. */
  readonly keyArn: string | undefined;
  readonly #replicaRegions: readonly ReplicaRegion[];

  constructor(scope: Construct, id: string, props: NewTokenSecret | ExistingTokenSecret) {
    super(scope, id);
    if ('existingSecret' in props) {
      this.secretId = props.existingSecret;
      this.secretArn = props.existingSecret;
      this.keyArn = props.existingSecretKeyArn;
      this.#replicaRegions = [];
      return;
    }
    const { secretName, description, encryptionKey, replicaRegions } = props;
    const secret = new CfnSecret(this, 'Secret', {
      name: secretName,
      description,
      kmsKeyId: encryptionKey.keyArn,
      generateSecretString: { passwordLength: 32, excludePunctuation: true },
      ...(replicaRegions.length > 0 && {
        replicaRegions: replicaRegions.map(({ region, keyArn }) => ({ region, ...(keyArn && { kmsKeyId: keyArn }) })),
      }),
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    tagForStack(secret, TOKEN_SECRET_TAG);
    this.secretId = secretName;
    this.secretArn = secret.ref;
    this.keyArn = encryptionKey.keyArn;
    this.#replicaRegions = replicaRegions;
  }

  /** Has the function rotate the secret on this schedule, and lets it do just that. */
  rotateBy(rotation: TokenFunction, scheduleExpression: string): void {
    for (const statement of this.rotationStatements()) rotation.role.addToPolicy(statement);
    tagForStack(rotation.function, ROTATION_FUNCTION_TAG);
    const permission = new CfnPermission(this, 'RotationPermission', {
      action: 'lambda:InvokeFunction',
      functionName: rotation.function.functionArn,
      // belief: secrets-manager-invokes
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Stack.of(this).account,
      sourceArn: this.secretArn,
    });
    const schedule = new CfnRotationSchedule(this, 'RotationSchedule', {
      secretId: this.secretArn,
      rotationLambdaArn: rotation.function.functionArn,
      rotationRules: { scheduleExpression },
      // belief: deployment-tests-only
      // A deployment changes no token. Secrets Manager only runs the test step.
      rotateImmediatelyOnUpdate: false,
    });
    // Secrets Manager checks that it may invoke the function when the schedule is made.
    schedule.addResourceDependency(permission);
  }

  /** What a rotation does with this one secret, with its key, and with those of its replicas. */
  rotationStatements(): PolicyStatement[] {
    const resources = [this.secretArn];
    const use = new PolicyStatement({ sid: 'RotateTokenSecret', actions: ROTATION_ACTIONS, resources });
    const regions = this.#replicaRegions.map(({ region }) => region);
    return [
      ...this.#withKey([use], ['kms:Decrypt', 'kms:GenerateDataKey'], regions),
      ...writesReplicas(this, `${this.secretId}-??????`, this.#replicaRegions),
    ];
  }

  /** What the sweep does with this one secret, and with its key. */
  sweepStatements(): PolicyStatement[] {
    return this.#withKey(sweepStatements(this.secretArn), ['kms:Decrypt']);
  }

  /** What the vendor does with this one secret, and with its key. */
  vendorStatements(): PolicyStatement[] {
    return this.#withKey([readsCurrentToken(this.secretArn)], ['kms:Decrypt']);
  }

  /** What a reader of the same account does with this one secret, and with its key; AWS's caching clients describe first. */
  readerStatements(): PolicyStatement[] {
    const read = new PolicyStatement({ actions: READER_ACTIONS, resources: [this.secretArn] });
    const statements = this.#withKey([read], ['kms:Decrypt']);
    // A role may read several tokens, and no two statements of its policy may have one id.
    for (const statement of statements) statement.sid = undefined;
    return statements;
  }

  /** The managed key of Secrets Manager needs no permission. */
  #withKey(statements: PolicyStatement[], actions: KeyUse['actions'], replicaRegions: readonly string[] = []) {
    const { keyArn, secretArn } = this;
    if (keyArn === undefined) return statements;
    const sid = 'UseEncryptionKeyForTokenSecret';
    return [...statements, usesKeyForSecret({ sid, keyArn, actions, secretArn, replicaRegions })];
  }

  /** Lets these read the secret, whatever their own account's policies say of it; AWS's caching clients describe first. */
  allowReaders(readers: readonly IPrincipal[]): void {
    new CfnResourcePolicy(this, 'Readers', {
      secretId: this.secretArn,
      blockPublicPolicy: true,
      resourcePolicy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'ReadToken',
            principals: [...readers],
            actions: READER_ACTIONS,
            // In a secret's policy, this is the secret itself.
            resources: ['*'],
          }),
        ],
      }),
    });
  }
}
