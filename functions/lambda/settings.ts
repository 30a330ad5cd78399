/** A place for a signing key. A client has two: the key in one of them signs, and the other is for its successor. */
export type KeySlot = 'a' | 'b';

/** How a client proves who it is with a signed assertion (RFC 7523, section 2.2). */
export interface AssertionSettings {
  /** The KMS key that signs: `alias/…`, or the ARN of a key that was there before. */
  readonly signingKey: string;
  /** The slot that this key is in. */
  readonly keySlot: KeySlot;
  readonly algorithm: 'RS256' | 'PS256' | 'ES256';
  /** The `kid` under which Click2Mail registered the public key; the key's RFC 7638 thumbprint when absent. */
  readonly keyId?: string;
  /** The same of the key in the other slot. */
  readonly otherKeyId?: string;
  /** The `aud` claim; the full URL of the issue operation when absent. */
  readonly audience?: string;
  /** The `assertion_type` field. */
  readonly assertionType: string;
  /** Seconds from the `iat` claim, which is 30 s back, to the `exp` claim. */
  readonly lifetimeSeconds: number;
}

/** How a client's next long-term token is obtained when its secret rotates. */
export type RotationGrant = 'assertion' | 'client-secret' | 'short-term-token';

/** What the functions know of one Click2Mail client, as synth worked it out. */
export interface ClientSettings {
  /** Click2Mail's name for the client, for example `c2m_abc123`. */
  readonly clientId: string;
  /** The API, for example `https://api.click2mail.com/v2`. */
  readonly apiBaseUrl: string;
  /**
   * The token secret: its name, for example `click2mail/acme`. One that existed before has a name that is not ours to
   * choose, and is meant by its whole ARN: a name that ends in a hyphen and six characters looks like the end of an ARN.
   */
  readonly secretId: string;
  readonly scopes: readonly string[];
  /** Seconds of life to ask for (promise 4). */
  readonly ttlSeconds: number;
  /** Seconds from one scheduled rotation to the next. */
  readonly rotateEverySeconds: number;
  /** Seconds that a superseded token keeps working. */
  readonly graceSeconds: number;
  /** Seconds of life with less than which a rotation is overdue. */
  readonly marginSeconds: number;
  /** How long a version may be pending before the sweep takes it for stuck. */
  readonly releaseAfterSeconds: number;
  readonly grant: RotationGrant;
  /** Only for the grant `assertion`. */
  readonly assertion?: AssertionSettings;
  /** Only for the grant `client-secret`: name of the secret that holds `{"client_secret":"…"}`. */
  readonly clientSecretName?: string;
}

/** Whom the vendor gives short-term tokens. */
export interface ConsumerSettings {
  /** The client's name in the configuration. */
  readonly client: string;
  readonly scopes: readonly string[];
}

/** Content of `settings.json`, which lies beside the handler in every function's asset. */
export interface FunctionSettings {
  /** By the client's name in the configuration, for example `acme`. */
  readonly clients: Readonly<Record<string, ClientSettings>>;
  /** By the name of the vendor's alias, for example `mail-merge`. */
  readonly consumers?: Readonly<Record<string, ConsumerSettings>>;
}
