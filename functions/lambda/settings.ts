import * as v from 'valibot';

/** A place for a signing key. A client has two: the key in one of them signs, and the other is for its successor. */
export type KeySlot = 'a' | 'b';

/** How a client proves who it is with a signed assertion (RFC 7523, section 2.2). */
const assertion = v.object({
  /** The KMS key that signs: `alias/…`, or the ARN of a key that was there before. */
  signingKey: v.string(),
  /** The slot that this key is in. */
  keySlot: v.picklist(['a', 'b']),
  algorithm: v.picklist(['RS256', 'PS256', 'ES256']),
  /** The `kid` under which Click2Mail registered the public key; the key's RFC 7638 thumbprint when absent. */
  keyId: v.exactOptional(v.string()),
  /** The same of the key in the other slot. */
  otherKeyId: v.exactOptional(v.string()),
  /** The `aud` claim; the full URL of the issue operation when absent. */
  audience: v.exactOptional(v.string()),
  /** The `assertion_type` field. */
  assertionType: v.string(),
  /** Seconds from the `iat` claim, which is 30 s back, to the `exp` claim. */
  lifetimeSeconds: v.number(),
});

/** How a client's next long-term token is obtained when its secret rotates. */
const grant = v.picklist(['assertion', 'client-secret', 'short-term-token']);

/** What the functions know of one Click2Mail client, as synth worked it out. */
const client = v.object({
  /** Click2Mail's name for the client, for example `c2m_abc123`. */
  clientId: v.string(),
  /** The API, for example `https://api.click2mail.com/v2`. */
  apiBaseUrl: v.string(),
  /**
   * The token secret: its name, for example `click2mail/acme`. One that existed before has a name that is not ours to
   * choose, and is meant by its whole ARN: a name that ends in a hyphen and six characters looks like the end of an ARN.
   */
  secretId: v.string(),
  scopes: v.pipe(v.array(v.string()), v.readonly()),
  /** Seconds of life to ask for (promise 4). */
  ttlSeconds: v.number(),
  /** Seconds from one scheduled rotation to the next. */
  rotateEverySeconds: v.number(),
  /** Seconds that a superseded token keeps working. */
  graceSeconds: v.number(),
  /** Seconds of life with less than which a rotation is overdue. */
  marginSeconds: v.number(),
  /** How long a version may be pending before the sweep takes it for stuck. */
  releaseAfterSeconds: v.number(),
  grant,
  /** Only for the grant `assertion`. */
  assertion: v.exactOptional(v.pipe(assertion, v.readonly())),
  /** Only for the grant `client-secret`: name of the secret that holds `{"client_secret":"…"}`. */
  clientSecretName: v.exactOptional(v.string()),
});

/** Whom the vendor gives short-term tokens. */
const consumer = v.object({
  /** The client's name in the settings. */
  client: v.string(),
  scopes: v.pipe(v.array(v.string()), v.readonly()),
  /** Whether it may ask by a function URL: of no other is an event read that looks like one of a URL. */
  functionUrl: v.exactOptional(v.boolean()),
});

/** Content of `settings.json`, which lies beside the handler in every function's asset. */
export const FUNCTION_SETTINGS = v.object({
  /** By the client's name in the settings, for example `acme`. */
  clients: v.pipe(v.record(v.string(), v.pipe(client, v.readonly())), v.readonly()),
  /** By the name of the vendor's alias, for example `mail-merge`. */
  consumers: v.exactOptional(v.pipe(v.record(v.string(), v.pipe(consumer, v.readonly())), v.readonly())),
});

export type AssertionSettings = Readonly<v.InferOutput<typeof assertion>>;
export type RotationGrant = v.InferOutput<typeof grant>;
export type ClientSettings = Readonly<v.InferOutput<typeof client>>;
export type ConsumerSettings = Readonly<v.InferOutput<typeof consumer>>;
export type FunctionSettings = Readonly<v.InferOutput<typeof FUNCTION_SETTINGS>>;
