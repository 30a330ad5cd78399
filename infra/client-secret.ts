import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acceptFindings } from './accepted-findings.ts';
import { CLIENT_SECRET_TAG, tagForStack } from './access/resource-tags.ts';
import { usesKeyForSecret } from './access/secret-encryption.ts';
import type { StackEncryptionKey } from './stack-encryption-key.ts';

interface ClientSecretProps {
  readonly secretName: string;
  readonly description: string;
  readonly encryptionKey: StackEncryptionKey;
}

/**
 * The secret in which an operator puts the client's secret, as `{"client_secret":"…"}`. No template knows it: it
 * begins as a placeholder without `client_secret`, and CloudFormation never writes it again.
 */
export class ClientSecret extends Construct {
  readonly secretArn: string;
  readonly #keyArn: string;

  constructor(scope: Construct, id: string, { secretName, description, encryptionKey }: ClientSecretProps) {
    super(scope, id);
    const secret = new CfnSecret(this, 'Secret', {
      name: secretName,
      description,
      kmsKeyId: encryptionKey.keyArn,
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'placeholder',
        passwordLength: 32,
        excludePunctuation: true,
      },
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    tagForStack(secret, CLIENT_SECRET_TAG);
    acceptFindings(
      secret,
      ['AwsSolutions-SMG4', 'NIST.800.53.R5-SecretsManagerRotationEnabled'],
      'Click2Mail gives out this credential and has no API that changes it: an operator puts it, and rotates it by ' +
        'putting the next one. The tokens issued with it rotate by themselves.',
    );
    this.secretArn = secret.ref;
    this.#keyArn = encryptionKey.keyArn;
  }

  grantRead(role: Role): void {
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadClientSecret',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [this.secretArn],
      }),
    );
    role.addToPolicy(
      usesKeyForSecret({
        sid: 'UseEncryptionKeyForClientSecret',
        keyArn: this.#keyArn,
        actions: ['kms:Decrypt'],
        secretArn: this.secretArn,
      }),
    );
  }
}
