import { endsAt, type Observed, type ObservedVersion } from './observed.ts';
import { type Actor, TokenLife } from './token-life.ts';

/** The longest that one runs. */
const INVOCATION_MS = 15 * 60 * 1000;

/** How the version that is current came to be so. */
interface Succession {
  readonly at: number;
  readonly by: Actor;
  readonly versionId: string;
  readonly tokenId: string | undefined;
  /** Whether a person moved AWSCURRENT to a version that was revoked, or no token at all: promise 1 ends there. */
  readonly wasDead: boolean;
  /** Whether a person moved AWSCURRENT to a version that was due. */
  readonly wasDue: boolean;
}

/** What was seen of one client's tokens, and when: the checker's memory. */
export class Chronicle {
  readonly lives = new Map<string, TokenLife>();
  readonly reportedAttempts = new Set<string>();
  /** Tokens in versions that were reported as unaccounted. */
  readonly reportedTokens = new Set<string>();
  readonly namedInOrders = new Set<string>();
  succession: Succession | undefined;
  /** Whether a function ever made a token current. */
  isBootstrapped = false;
  lastPromotionAt = -Infinity;
  disabledAt: number | undefined;
  /** When a person last did anything, or an ordered revocation was under way. */
  lastActAt = -Infinity;
  lastOrderAt = -Infinity;
  /** Tokens that a person ordered to be revoked, whatever comes. */
  readonly givenUp = new Set<string>();
  /** Tokens that were current when an order to revoke was written down, until they are dead. */
  readonly ordered = new Map<string, number>();

  /** Tokens whose last label went while they were live, out of use and not reported. */
  readonly forgotten: TokenLife[] = [];

  readonly #alive = new Set<TokenLife>();
  #pending: TokenLife | undefined;

  /**
   * @param attempt the attempt at issuing that may just have succeeded
   * @returns what is revoked or expired since the last time
   */
  update(seen: Observed, actor: Actor, attempt: string | undefined): TokenLife[] {
    const isNew = this.#addTokens(seen, actor, attempt);
    const dead = [...this.#alive].filter(({ id, expiresAt }) => {
      return seen.tokens.get(id)?.revokedAt !== undefined || expiresAt <= seen.now;
    });
    for (const life of dead) {
      life.isLive = false;
      life.limboSince = undefined;
      this.#alive.delete(life);
    }
    if (seen.current !== undefined && seen.current.id !== this.succession?.versionId) {
      this.#succeed(seen.current, seen, actor);
    }
    this.#notePending(seen);
    this.#noteOrders(seen);
    if (actor === 'hand' && !isNew) this.lastActAt = seen.now;
    for (const life of this.#alive) {
      const isReported = this.reportedAttempts.has(life.attempt ?? '') || this.reportedTokens.has(life.id);
      const isFine = isReported || life.isAccountedFor(seen);
      life.limboSince = isFine ? undefined : (life.limboSince ?? seen.now);
      const isNamed = life.isNamedIn(seen);
      if (life.isNamed && !isNamed && !isFine) this.forgotten.push(life);
      life.isNamed = isNamed;
    }
    return dead;
  }

  get alive(): TokenLife[] {
    return [...this.#alive];
  }

  lifeOf(version: ObservedVersion | undefined): TokenLife | undefined {
    return version?.tokenId === undefined ? undefined : this.lives.get(version.tokenId);
  }

  #addTokens({ tokens }: Observed, actor: Actor, attempt: string | undefined): boolean {
    if (tokens.size === this.lives.size) return false;
    let isNew = false;
    for (const token of tokens.values()) {
      if (this.lives.has(token.id)) continue;
      const life = new TokenLife(token, attempt, actor);
      this.lives.set(token.id, life);
      this.#alive.add(life);
      isNew = true;
    }
    return isNew;
  }

  #succeed(current: ObservedVersion, { now }: Observed, by: Actor): void {
    const former = this.lives.get(this.succession?.tokenId ?? '');
    const life = this.lifeOf(current);
    if (former !== undefined && former !== life) {
      former.ceased = { at: now, by };
      // finishSecret looks at what it supersedes; whoever issues by a one-time code looked up to an invocation before.
      const wasLookedAt = current.labels.includes('AWSPENDING') || (former.currentSince ?? now) < now - INVOCATION_MS;
      if (by === 'functions' && wasLookedAt) former.wasSeenCurrent = true;
    }
    if (life !== undefined && life !== former) {
      life.currentSince = now;
      life.ceased = undefined;
    }
    this.succession = {
      at: now,
      by,
      versionId: current.id,
      tokenId: current.tokenId,
      wasDead: by === 'hand' && life?.isLive !== true,
      wasDue: by === 'hand' && (endsAt(current) ?? Infinity) <= now,
    };
    if (by === 'hand') {
      if (former !== undefined) former.touchedAt = now;
      if (life !== undefined) life.touchedAt = now;
      return;
    }
    if (life === undefined) return;
    this.isBootstrapped = true;
    this.lastPromotionAt = now;
  }

  #notePending({ pending, now }: Observed): void {
    const life = this.lifeOf(pending);
    if (life === this.#pending) return;
    for (const one of [life, this.#pending]) if (one !== undefined) one.pendingChangedAt = now;
    this.#pending = life;
  }

  #noteOrders({ versions, now }: Observed): void {
    for (const { labels, tokenId, isOurs } of versions) {
      if (!labels.some((label) => label.startsWith('click2mail:revoke-now:'))) continue;
      this.lastOrderAt = Math.max(this.lastOrderAt, now);
      // An order is on what somebody wrote by hand only where nobody could tell which token that is.
      if (tokenId !== undefined && isOurs && !this.ordered.has(tokenId)) this.ordered.set(tokenId, now);
    }
  }
}
