import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { RandomBytes } from '../random-bytes.ts';
import { SANDBOX_PARTITION, type Caller } from './aws-service.ts';

/** Credentials that were issued, and whom they stand for. */
export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials work only together with their token. */
  readonly sessionToken?: string;
  /** Epoch milliseconds on the sandbox's clock; absent when they never expire. */
  readonly expiresAt?: number;
  readonly caller: Caller;
}

/** What temporary credentials have and permanent ones lack. */
export type SessionCredentials = IssuedCredentials & Required<Pick<IssuedCredentials, 'sessionToken'>>;

interface CredentialsOptions {
  readonly clock: Clock;
  readonly accountId: string;
  readonly random?: RandomBytes;
  /** Told of every secret key and session token issued; not of the administrator's well-known `test`. */
  readonly onSecret?: (secret: string) => void;
}

/** Whoever uses a session of a role; the role may be another account's. */
export function sessionOf(roleArn: string, sessionName: string): Caller {
  const [, partition, , , accountId = '', role = ''] = roleArn.split(':');
  const roleName = role.slice(role.lastIndexOf('/') + 1);
  const arn = `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
  return { accountId, arn, roleArn, isAdministrator: false };
}

/** AWS writes its identifiers with these 32 characters. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The access keys of the sandbox: `test`/`test` for its administrator, temporary ones for roles. */
export class Credentials {
  readonly administrator: IssuedCredentials;
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  readonly #onSecret: (secret: string) => void;
  readonly #byAccessKeyId = new Map<string, IssuedCredentials>();

  constructor({ clock, accountId, random = randomBytes, onSecret = () => {} }: CredentialsOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#onSecret = onSecret;
    this.administrator = {
      accessKeyId: 'test',
      secretAccessKey: 'test',
      caller: { accountId, arn: `arn:${SANDBOX_PARTITION}:iam::${accountId}:user/test`, isAdministrator: true },
    };
    this.#byAccessKeyId.set('test', this.administrator);
  }

  /**
   * Temporary credentials for a session of a role.
   * @param roleArn `arn:aws:iam::<account>:role/<path and name>`
   * @param durationSeconds life on the sandbox's clock; without it they never expire, as a function's do not
   * while it runs
   */
  issue(
    roleArn: string,
    sessionName: string,
    { durationSeconds }: { readonly durationSeconds?: number } = {},
  ): SessionCredentials {
    const issued: SessionCredentials = {
      accessKeyId: `ASIA${this.#base32(16)}`,
      secretAccessKey: this.#random(30).toString('base64'),
      sessionToken: `IQoJb3JpZ2luX2Vj${this.#random(96).toString('base64')}`,
      ...(durationSeconds === undefined ? {} : { expiresAt: this.#clock.now() + durationSeconds * 1000 }),
      caller: sessionOf(roleArn, sessionName),
    };
    this.#byAccessKeyId.set(issued.accessKeyId, issued);
    this.#onSecret(issued.secretAccessKey);
    this.#onSecret(issued.sessionToken);
    return issued;
  }

  find(accessKeyId: string): IssuedCredentials | undefined {
    return this.#byAccessKeyId.get(accessKeyId);
  }

  /** Whether temporary credentials have outlived their duration on the sandbox's clock. */
  hasExpired({ expiresAt }: IssuedCredentials): boolean {
    return expiresAt !== undefined && expiresAt <= this.#clock.now();
  }

  #base32(length: number): string {
    return Array.from(this.#random(length), (byte) => BASE32[byte % 32]).join('');
  }
}
