import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ClientRotation } from '../client-rotation.ts';
import { addStatements } from './grantee-statements.ts';

/** A client of a rotation, for the rest of the app. */
export class RotatedClient {
  /** Its name among `clients`. */
  readonly name: string;
  readonly #rotation: ClientRotation;
  #secret: ISecret | undefined;

  /** @internal */
  constructor(name: string, rotation: ClientRotation) {
    this.name = name;
    this.#rotation = rotation;
  }

  /** The secret that holds the token: JSON with `access_token`, after the first rotation. */
  get secret(): ISecret {
    const { secretArn, keyArn } = this.#rotation.tokenSecret;
    const scope = this.#rotation;
    this.#secret ??= Secret.fromSecretAttributes(scope, 'Secret', {
      secretCompleteArn: secretArn,
      ...(keyArn !== undefined && { encryptionKey: Key.fromKeyArn(scope, 'SecretKey', keyArn) }),
    });
    return this.#secret;
  }

  /**
   * Lets a role or user of the same account read the token: describe the secret, get its value, and decrypt it, through
   * Secrets Manager and for this secret alone.
   * @throws InvalidGrantee for whoever is elsewhere: name those in the client's `readers`
   */
  grantRead(grantee: IGrantable): void {
    const { tokenSecret } = this.#rotation;
    addStatements(this.#rotation, grantee, tokenSecret.readerStatements(), `clients.${this.name}.readers`);
  }
}
