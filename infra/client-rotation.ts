import { CfnOutput } from 'aws-cdk-lib';
import { AccountPrincipal, ArnPrincipal, Policy, type PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { RotationGrant } from '../functions/lambda/settings.ts';
import type { RotateByAssertionEnvironment } from '../functions/rotate-by-assertion/environment.ts';
import type { RotateByClientSecretEnvironment } from '../functions/rotate-by-client-secret/environment.ts';
import type { RotateByShortTermTokenEnvironment } from '../functions/rotate-by-short-term-token/environment.ts';
import { acceptFindings } from './accepted-findings.ts';
import { ClientSecret } from './client-secret.ts';
import { rotatorOf } from './function-names.ts';
import { RotatingTokenSecret } from './rotating-token-secret.ts';
import { scheduleExpression } from './rotation-schedule.ts';
import { clientSecretName, signingKeyAlias, tokenSecretName } from './settings/client-names.ts';
import type { AssertionClient, ClientConfiguration } from './settings/client.ts';
import type { Settings } from './settings/settings.ts';
import { SigningKeySlots } from './signing-key-slots.ts';
import type { StackEncryptionKey } from './stack-encryption-key.ts';
import { TokenFunction, type FunctionSurroundings } from './token-function.ts';

export interface ClientRotationProps {
  readonly client: ClientConfiguration;
  readonly settings: Settings;
  readonly encryptionKey: StackEncryptionKey;
  /** The keys that all clients sign with, where they share them. */
  readonly sharedSigningKeys?: SigningKeySlots | undefined;
  readonly surroundings: FunctionSurroundings;
  /** The code of a function, by the name of its folder. */
  readonly codeOf: (functionName: string) => Code;
}

/** One client: its token secret, and what rotates it by the client's grant. */
export class ClientRotation extends Construct {
  readonly #name: string;
  readonly #props: ClientRotationProps;
  readonly #tokenSecret: RotatingTokenSecret;
  #signingKeys: SigningKeySlots | undefined;

  constructor(scope: Construct, name: string, props: ClientRotationProps) {
    super(scope, name);
    this.#name = name;
    this.#props = props;
    this.#tokenSecret = this.#makeTokenSecret();
    const rotation = this.#rotation();
    this.#tokenSecret.rotateBy(rotation, scheduleExpression(props.client.rotateEvery, name));
    this.#allowReaders();
    new CfnOutput(this, 'TokenSecretName', {
      description: `The secret with the long-term token of ${name}`,
      value: this.#tokenSecret.secretId,
    });
  }

  /**
   * Lets the role that issues for all clients into this client's secret. What bears the stack's tags it reaches anyway;
   * what existed before has none, and is let in by a policy of its own, so that the role's is the same for all.
   */
  letIssuerIn(role: Role): void {
    if (this.#props.client.existingSecret === undefined) return;
    this.#addPolicy('AccessToExistingSecret', role, this.#tokenSecret.rotationStatements());
  }

  /** Lets the role that sweeps all clients do that with this one; the same holds for what existed before. */
  letSweepIn(role: Role): void {
    if (this.#props.client.existingSecret !== undefined) {
      this.#addPolicy('SweepOfExistingSecret', role, this.#tokenSecret.sweepStatements());
    }
    this.#signingKeys?.admit(role, (statements) => {
      this.#addPolicy('SweepSignsByExistingKey', role, statements);
      new CfnOutput(this, 'SweepRole', {
        description:
          'The same holds for this role, which signs to revoke, and for kms:DescribeKey, by which it sees the key disabled',
        value: role.roleArn,
      });
    });
  }

  /** Lets the vendor read this client's token; the same holds for what existed before. */
  letVendorIn(role: Role): void {
    if (this.#props.client.existingSecret === undefined) return;
    this.#addPolicy('VendorReadsExistingSecret', role, this.#tokenSecret.vendorStatements());
  }

  #addPolicy(id: string, role: Role, statements: readonly PolicyStatement[]): void {
    const policy = new Policy(this, id, { roles: [role], statements: [...statements] });
    acceptFindings(
      policy,
      ['NIST.800.53.R5-IAMNoInlinePolicy'],
      'It is for one role alone and names one secret or key: a managed policy could be attached to another role.',
    );
  }

  #makeTokenSecret(): RotatingTokenSecret {
    const { client, settings, encryptionKey } = this.#props;
    const { existingSecret, existingSecretKeyArn } = client;
    return new RotatingTokenSecret(
      this,
      'TokenSecret',
      existingSecret === undefined
        ? {
            secretName: tokenSecretName(settings.namePrefix, this.#name),
            description: `Long-term token of the Click2Mail client ${this.#name}`,
            encryptionKey,
            replicaRegions: settings.replicaRegions,
          }
        : { existingSecret, existingSecretKeyArn },
    );
  }

  #rotation(): TokenFunction {
    const { client } = this.#props;
    if (client.grant === 'assertion') return this.#rotateByAssertion(client);
    if (client.grant === 'client-secret') return this.#rotateByClientSecret();
    return new TokenFunction<RotateByShortTermTokenEnvironment>(this, 'Rotation', {
      ...this.#functionProps('short-term-token'),
      environment: this.#environment(),
    });
  }

  #rotateByAssertion(client: AssertionClient): TokenFunction {
    const signingKeys = this.#makeSigningKeys(client);
    this.#signingKeys = signingKeys;
    const signingKey = signingKeys.inSlot(client.assertion.signingKey);
    const rotation = new TokenFunction<RotateByAssertionEnvironment>(this, 'Rotation', {
      ...this.#functionProps('assertion'),
      environment: {
        ...this.#environment(),
        SIGNING_SLOT: client.assertion.signingKey,
        ...signingKeys.variables,
      },
    });
    signingKeys.grantSign(rotation.role);
    new CfnOutput(this, 'PublicKeyCommand', {
      description: `Prints the public key of ${this.#name}, to be sent to Click2Mail`,
      value:
        `aws kms get-public-key --key-id ${signingKey.keyId} --output text --query PublicKey` +
        ' | base64 -d | openssl pkey -pubin -inform DER',
    });
    if (client.existingKeyArn === undefined) return rotation;
    new CfnOutput(this, 'SigningRole', {
      description: `The policy of the existing key is not this stack's: it has to let this role call kms:Sign and kms:GetPublicKey`,
      value: rotation.role.roleArn,
    });
    return rotation;
  }

  #makeSigningKeys({ assertion, existingKeyArn }: AssertionClient): SigningKeySlots {
    const { settings, sharedSigningKeys } = this.#props;
    if (existingKeyArn === undefined && sharedSigningKeys !== undefined) return sharedSigningKeys;
    return new SigningKeySlots(this, {
      alias: (slot) => signingKeyAlias(settings.namePrefix, this.#name, slot),
      description: `Signs the assertions of the Click2Mail client ${this.#name}`,
      assertion,
      existingKeyArn,
    });
  }

  #rotateByClientSecret(): TokenFunction {
    const { settings, encryptionKey } = this.#props;
    const secretName = clientSecretName(settings.namePrefix, this.#name);
    const clientSecret = new ClientSecret(this, 'ClientSecret', {
      secretName,
      description: `Client secret of the Click2Mail client ${this.#name}, put by an operator`,
      encryptionKey,
    });
    const rotation = new TokenFunction<RotateByClientSecretEnvironment>(this, 'Rotation', {
      ...this.#functionProps('client-secret'),
      environment: { ...this.#environment(), CLIENT_SECRET_ARN: clientSecret.secretArn },
    });
    clientSecret.grantRead(rotation.role);
    new CfnOutput(this, 'ClientSecretName', {
      description: `Put {"client_secret":"…"} of ${this.#name} into this secret, from a file`,
      value: secretName,
    });
    return rotation;
  }

  #functionProps(grant: RotationGrant) {
    const name = rotatorOf(grant);
    return {
      name,
      description: `Rotates the long-term token of the Click2Mail client ${this.#name}`,
      code: this.#props.codeOf(name),
      surroundings: this.#props.surroundings,
    };
  }

  #environment() {
    return { CLIENT_NAME: this.#name, TOKEN_SECRET_ARN: this.#tokenSecret.secretArn };
  }

  #allowReaders(): void {
    const { client, settings, encryptionKey } = this.#props;
    if (client.readers.length === 0) return;
    const principals = client.readers.map((reader) =>
      /^\d+$/.test(reader) ? new AccountPrincipal(reader) : new ArnPrincipal(reader),
    );
    this.#tokenSecret.allowReaders(principals);
    encryptionKey.allowReaders(this.#name, tokenSecretName(settings.namePrefix, this.#name), principals);
  }
}
