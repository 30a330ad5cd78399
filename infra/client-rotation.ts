import { CfnOutput } from 'aws-cdk-lib';
import { AccountPrincipal, ArnPrincipal, type Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { addOwnPolicy } from './access/own-policy.ts';
import { rotatorOf } from './function-names.ts';
import { assertionRotation } from './grants/assertion-rotation.ts';
import { clientSecretRotation } from './grants/client-secret-rotation.ts';
import type { GrantRotation } from './grants/grant-rotation.ts';
import { shortTermTokenRotation } from './grants/short-term-token-rotation.ts';
import { RotatingTokenSecret } from './rotating-token-secret.ts';
import { scheduleExpression } from './rotation-schedule.ts';
import { tokenSecretName } from './settings/client-names.ts';
import type { ClientSettings } from './settings/client.ts';
import type { SharedProps } from './shared-props.ts';
import type { SigningKeySlots } from './signing-key-slots.ts';

interface ClientRotationProps extends SharedProps {
  readonly client: ClientSettings;
  /** The keys that all clients sign with, where they share them. */
  readonly sharedSigningKeys: SigningKeySlots | undefined;
}

/** One client: its token secret, and what rotates it by the client's grant. */
export class ClientRotation extends Construct {
  readonly client: ClientSettings;
  readonly tokenSecret: RotatingTokenSecret;
  readonly #name: string;
  readonly #props: ClientRotationProps;
  readonly #rotation: GrantRotation;

  constructor(scope: Construct, name: string, props: ClientRotationProps) {
    super(scope, name);
    this.client = props.client;
    this.#name = name;
    this.#props = props;
    this.tokenSecret = this.#makeTokenSecret();
    this.#rotation = this.#makeRotation();
    this.tokenSecret.rotateBy(this.#rotation.rotation, scheduleExpression(this.client.rotateEvery, name));
    this.#allowReaders();
    new CfnOutput(this, 'TokenSecretName', {
      description: `The secret with the long-term token of ${name}`,
      value: this.tokenSecret.secretId,
    });
  }

  /**
   * Lets the role that issues for all clients into this client's secret. What bears the stack's tags it reaches anyway;
   * what existed before has none, and is let in by a policy of its own, so that the role's is the same for all.
   */
  letIssuerIn(role: Role): void {
    if (this.client.existingSecret === undefined) return;
    addOwnPolicy(this, 'AccessToExistingSecret', role, this.tokenSecret.rotationStatements());
  }

  /** Lets the role that sweeps all clients do that with this one; the same holds for what existed before. */
  letSweepIn(role: Role): void {
    if (this.client.existingSecret !== undefined) {
      addOwnPolicy(this, 'SweepOfExistingSecret', role, this.tokenSecret.sweepStatements());
    }
    this.#rotation.letSweepIn?.(role);
  }

  /** Lets the vendor read this client's token; the same holds for what existed before. */
  letVendorIn(role: Role): void {
    if (this.client.existingSecret === undefined) return;
    addOwnPolicy(this, 'VendorReadsExistingSecret', role, this.tokenSecret.vendorStatements());
  }

  #makeTokenSecret(): RotatingTokenSecret {
    const { settings, encryptionKey } = this.#props;
    const { existingSecret, existingSecretKeyArn } = this.client;
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

  #makeRotation(): GrantRotation {
    const { client } = this;
    const props = {
      ...this.#props,
      name: this.#name,
      functionProps: {
        name: rotatorOf(client.grant),
        description: `Rotates the long-term token of the Click2Mail client ${this.#name}`,
        shared: this.#props,
      },
      environment: { CLIENT_NAME: this.#name, TOKEN_SECRET_ARN: this.tokenSecret.secretArn },
    };
    switch (client.grant) {
      case 'assertion':
        return assertionRotation(this, { ...props, client });
      case 'client-secret':
        return clientSecretRotation(this, props);
      case 'short-term-token':
        return shortTermTokenRotation(this, props);
    }
  }

  #allowReaders(): void {
    const { settings, encryptionKey } = this.#props;
    const { readers } = this.client;
    if (readers.length === 0) return;
    const principals = readers.map((reader) =>
      /^\d+$/.test(reader) ? new AccountPrincipal(reader) : new ArnPrincipal(reader),
    );
    this.tokenSecret.allowReaders(principals);
    encryptionKey.allowReaders(this.#name, tokenSecretName(settings.namePrefix, this.#name), principals);
  }
}
