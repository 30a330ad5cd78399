import type { Duration } from 'aws-cdk-lib';
import { seconds } from './durations.ts';

/** How a client signs its assertions, and what stands in them. Every option has a default. */
export interface AssertionOptions {
  /**
   * The algorithm, which decides the kind of the KMS key: RSA for `RS256` and `PS256`, P-256 for `ES256`.
   * @default 'RS256'
   */
  readonly algorithm?: 'RS256' | 'PS256' | 'ES256';
  /**
   * Bits of an RSA key. Leave it out with `ES256`, and for an `existingKeyArn`.
   * @default 2048
   */
  readonly keySize?: 2048 | 3072 | 4096;
  /**
   * The keys that there are: one, or two while one takes the other's place.
   * @default ['a']
   */
  readonly keySlots?: readonly ('a' | 'b')[];
  /**
   * The slot of the key that signs. It must be one of `keySlots`.
   * @default 'a'
   */
  readonly signingKey?: 'a' | 'b';
  /**
   * The `kid` under which Click2Mail registered the public key, or one for each slot: 1 to 512 visible ASCII characters.
   * @default - the key's thumbprint (RFC 7638)
   */
  readonly keyId?: string | { readonly a?: string; readonly b?: string };
  /**
   * The `aud` claim: 1 to 512 visible ASCII characters.
   * @default - the URL that tokens are issued at
   */
  readonly audience?: string;
  /**
   * The field `assertion_type` of the request: 1 to 512 visible ASCII characters.
   * @default 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
   */
  readonly assertionType?: string;
  /**
   * Life of an assertion, 60 to 300 seconds.
   * @default Duration.seconds(120)
   */
  readonly lifetime?: Duration;
  /**
   * ARN of a KMS key of yours that signs, in slot a. It must be known at synth. Its policy is yours: the stack's outputs
   * say which roles it has to let in.
   * @default - a key is made
   */
  readonly existingKeyArn?: string;
}

/** What a grant is called in the settings, and what the settings say of it. */
interface WrittenGrant {
  readonly grant: 'assertion' | 'client-secret' | 'short-term-token';
  readonly assertion?: Readonly<Record<string, unknown>>;
  readonly existingKeyArn?: string;
}

/** How a client gets its next long-term token. */
export class Grant {
  // Private, so that it stays in the published type: one without any member would take text, too.
  readonly #written: WrittenGrant;

  private constructor(written: WrittenGrant) {
    this.#written = written;
  }

  /** @internal */
  get written(): WrittenGrant {
    return this.#written;
  }

  /** By an assertion that a KMS key signs. The key never leaves KMS, so there is nothing to leak. Prefer this. */
  static assertion({ existingKeyArn, lifetime, ...said }: AssertionOptions = {}): Grant {
    const assertion = { ...said, ...(lifetime !== undefined && { lifetimeSeconds: seconds(lifetime) }) };
    return new Grant({
      grant: 'assertion',
      ...(Object.keys(assertion).length > 0 && { assertion }),
      ...(existingKeyArn !== undefined && { existingKeyArn }),
    });
  }

  /** By the client's secret, which an operator puts into a secret that the stack makes for it. */
  static clientSecret(): Grant {
    return new Grant({ grant: 'client-secret' });
  }

  /** By the current token itself. The client's scopes must have `tokens:write`, and nobody else may read its secret. */
  static shortTermToken(): Grant {
    return new Grant({ grant: 'short-term-token' });
  }
}
