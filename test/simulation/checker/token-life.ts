import type { TrueToken } from '../world/odd-api.ts';
import { endsAt, type Observed } from './observed.ts';

/** Who did what was just seen: the functions (and Secrets Manager for them), or a person. */
export type Actor = 'functions' | 'hand';

/** What happened to one long-term token so far. Times are epoch milliseconds. */
export class TokenLife {
  readonly id: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly askedSeconds: number;
  readonly scopes: readonly string[];
  /** Whether one of the functions had it issued. */
  readonly isOurs: boolean;
  /** The attempt that it was issued for. */
  readonly attempt: string | undefined;
  /** Only ever used to revoke with. */
  readonly isBearer: boolean;
  isLive = true;
  currentSince: number | undefined;
  /** When it was last superseded, and by whom. */
  ceased: { readonly at: number; readonly by: Actor } | undefined;
  /** Whether the functions had the chance to see it current. */
  wasSeenCurrent = false;
  /** When a person last moved a label to or from a version that holds it. */
  touchedAt = -Infinity;
  /** When it last came under AWSPENDING, or left it: an invocation may be about to make it current. */
  pendingChangedAt = -Infinity;
  /** Revoked by somebody at Click2Mail. */
  isRevokedByOthers = false;
  /** Whether a label named a version that holds it, when last seen. */
  isNamed = false;
  /** Since when it is live and nothing tells when it will end. */
  limboSince: number | undefined;

  constructor({ id, issuedAt, expiresAt, askedSeconds, scopes }: TrueToken, attempt: string | undefined, actor: Actor) {
    this.id = id;
    this.issuedAt = issuedAt;
    this.expiresAt = expiresAt;
    this.askedSeconds = askedSeconds;
    this.scopes = scopes;
    this.isOurs = actor === 'functions';
    this.attempt = attempt;
    this.isBearer = this.isOurs && scopes.length === 1 && scopes[0] === 'tokens:revoke';
  }

  /** Whether the secret's labels say of this token what is to become of it. */
  isAccountedFor({ versions, current, pending, now }: Observed): boolean {
    if (!this.isLive || this.isBearer) return true;
    if (!this.isOurs && !this.wasSeenCurrent) return true;
    return this.#holders(versions).some(
      (version) => version === current || version === pending || (endsAt(version) ?? -Infinity) > now,
    );
  }

  /** Whether a label of the ledger names a version that holds it. */
  isNamedIn({ versions }: Observed): boolean {
    return this.#holders(versions).some(({ id, labels }) =>
      labels.some((label) => label.startsWith('click2mail:') && label.endsWith(id)),
    );
  }

  #holders(versions: Observed['versions']): Observed['versions'] {
    return versions.filter(({ tokenId }) => tokenId === this.id);
  }
}
