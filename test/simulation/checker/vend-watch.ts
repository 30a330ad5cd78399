import { createHash } from 'node:crypto';
import type { VendAnswer } from '../../../functions/vend-short-term-token/answer.ts';
import { sendTo } from '../world/api-post.ts';
import { clientId } from '../client-plan.ts';
import type { Vend } from '../vending/vending-function.ts';
import type { VendingEnvironment } from '../vending/vending-environment.ts';
import type { World } from '../world/world.ts';
import type { Checker } from './checker.ts';

const MINUTE = 60_000;

/** The longest that a failure of the API is told again without asking it: five minutes, whatever it asks for. */
const BACK_OFF_MS = 6 * MINUTE;
/** By less two clocks are not said to differ. */
const NOTABLE_DRIFT_S = 30;
const RENEWED_EVERY_MS = MINUTE;
/** A token tells its end to the second. */
const ABOUT_MS = 2000;
/** A short-term token lives no longer. */
const LONGEST_LIFE_MS = 15 * MINUTE;
/** A token is refreshed ahead of its end: in what is left before, it is handed out without a call. */
const UNTOUCHED_FRACTION = 0.31;

/** A token that a process handed out, and has kept. */
interface HandedOut {
  readonly id: string;
  /** By which consumers name it when it is refused. */
  readonly names: readonly string[];
  readonly expiresAt: number;
}

/** What a process is known to have done. */
interface Known {
  /** By client and scopes. */
  readonly kept: Map<string, HandedOut>;
  /** Names of tokens that it was told are refused. */
  readonly dropped: Set<string>;
  /** When it last failed for a reason of somebody else's. */
  excusedAt: number;
}

/** What a short-term token says of itself: the API signed it. */
interface Claims {
  readonly client_id: string;
  readonly scope: string;
  readonly jti: string;
  /** Seconds. */
  readonly exp: number;
}

/** Holds what docs/vending.md promises to consumers. */
export class VendWatch {
  /** Tokens that somebody revoked by their ids. */
  readonly revoked = new Set<string>();
  readonly #world: World;
  readonly #checker: Checker;
  readonly #known = new WeakMap<VendingEnvironment, Known>();
  /** By consumer: when it last named a token that was refused. */
  readonly #renewedAt = new Map<string, number>();

  constructor(world: World, checker: Checker) {
    this.#world = world;
    this.#checker = checker;
  }

  async judge(vend: Vend): Promise<void> {
    const { outcome, payload, profile, environment, askedAt } = vend;
    const known = this.#knownOf(environment);
    if (outcome.kind === 'failed') this.#judgeFailure(vend, outcome.error, known);
    if (payload.instead_of !== undefined) {
      if (codeOf(outcome) !== 'RENEWED_JUST_NOW') known.dropped.add(payload.instead_of);
      this.#renewedAt.set(profile.name, askedAt);
    }
    if (outcome.kind === 'done') await this.#judgeAnswer(vend, outcome.value, known);
  }

  async #judgeAnswer(vend: Vend, answer: VendAnswer, known: Known): Promise<void> {
    const { profile, payload, environment } = vend;
    const now = this.#world.time.now();
    const { client_id, scope, jti, exp } = claimsOf(answer.access_token);
    const names = [jti, createHash('sha256').update(answer.access_token).digest('hex')];
    const found = (what: string): void => this.#found(vend, what);
    const asked = payload.scopes ?? profile.scopes;
    const granted = scope.split(' ');
    if (client_id !== clientId(profile.client)) found(`a token of ${client_id}`);
    if (granted.some((one) => !asked.includes(one)))
      found(`a token for ${scope}, and ${asked.join(' ')} was asked for`);
    if (granted.some((one) => !profile.scopes.includes(one))) found(`a token for ${scope}, which it may not have`);
    if (names.some((name) => known.dropped.has(name))) found(`token ${jti}, which was said to be refused`);
    const { apiClock } = this.#world.api;
    // A clock that is corrected makes lives longer or shorter, and nobody can know.
    if (apiClock.isSteadySince(LONGEST_LIFE_MS)) {
      const left = exp + 1 - apiClock.now() / 1000;
      const unclear = 1 + Math.min(NOTABLE_DRIFT_S, Math.abs(apiClock.now() - now) / 1000);
      if (left + unclear < payload.minimum_lifetime_seconds) found(`a token with ${left} s left`);
      if (answer.expires_in > left + unclear) found(`a token of ${left} s as one of ${answer.expires_in} s`);
      if (!this.revoked.has(jti) && !(await this.#isAccepted(answer.access_token)))
        found(`token ${jti}, which is refused`);
    }
    const kept = known.kept.get(listOf(vend));
    if (environment.exchanges > 0 && kept !== undefined && this.#isUntouched(kept, vend, known)) {
      found(`another token than ${kept.id}, which it keeps and which is good`);
    }
    if (environment.needlessReads > 0) found('a token for which it read the secret again without need');
    known.kept.set(listOf(vend), { id: jti, names, expiresAt: now + answer.expires_in * 1000 });
  }

  #isUntouched({ names, expiresAt }: HandedOut, { payload, askedAt }: Vend, { dropped }: Known): boolean {
    const left = expiresAt - askedAt;
    const isAhead = left > LONGEST_LIFE_MS * UNTOUCHED_FRACTION;
    const isEnough = left >= payload.minimum_lifetime_seconds * 1000 + ABOUT_MS;
    return isAhead && isEnough && !names.some((name) => dropped.has(name));
  }

  #judgeFailure(vend: Vend, error: unknown, known: Known): void {
    const { profile, payload } = vend;
    const now = this.#world.time.now();
    const { code, message } = this.#world.functions.sanitised(error);
    if (!this.#isExcused(vend, code, known)) {
      this.#found(vend, `nothing but ${code}: ${message}`);
    } else if (code !== 'SCOPE_NOT_ALLOWED' && code !== 'RENEWED_JUST_NOW') {
      known.excusedAt = now;
    }
    const kept = known.kept.get(listOf(vend));
    const mayHave = (payload.scopes ?? []).every((scope) => profile.scopes.includes(scope));
    const isGood = kept !== undefined && kept.expiresAt - now >= payload.minimum_lifetime_seconds * 1000 + ABOUT_MS;
    if (isGood && mayHave && payload.instead_of === undefined && !kept.names.some((name) => known.dropped.has(name))) {
      this.#found(vend, `${code}, although it keeps token ${kept.id}`);
    }
  }

  /** Whether what happened leaves room for such a failure. */
  #isExcused({ profile, payload, askedAt }: Vend, code: string, { excusedAt }: Known): boolean {
    const { faults, time } = this.#world;
    const isStruck = faults.touchedAt >= askedAt;
    switch (code) {
      case 'SCOPE_NOT_ALLOWED':
        return payload.scopes?.some((scope) => !profile.scopes.includes(scope)) === true;
      case 'RENEWED_JUST_NOW':
        return payload.instead_of !== undefined && askedAt - this.#renewalOf(profile.name) <= RENEWED_EVERY_MS;
      case 'NOT_BOOTSTRAPPED':
        return this.#checker.observe(profile.client).current?.isOurs !== true || this.#hasMoved(profile, askedAt);
      case 'SECRET_UNREADABLE':
        return isStruck || this.#checker.observe(profile.client).current?.isUnreadable === true;
      case 'TOKEN_REFUSED':
        return isStruck || this.#isDead(profile, askedAt);
      case 'TOKEN_UNFIT':
        return isStruck;
      case 'TOKEN_API_UNAVAILABLE': {
        const since = time.now() - BACK_OFF_MS;
        return faults.touchedAt >= since || excusedAt >= since || this.#isDead(profile, askedAt);
      }
      default:
        return false;
    }
  }

  /** Whether the current token buys nothing, or too little, for a reason that promise 1 leaves room for. */
  #isDead(profile: ConsumerOfVend, askedAt: number): boolean {
    const { current } = this.#checker.observe(profile.client);
    const life = this.#checker.chronicleOf(profile.client).lifeOf(current);
    const isLive = life?.isLive === true && life.expiresAt > this.#world.time.now() + 15 * MINUTE;
    return !isLive || this.#hasMoved(profile, askedAt);
  }

  #hasMoved({ client }: ConsumerOfVend, since: number): boolean {
    return (this.#checker.chronicleOf(client).succession?.at ?? since) >= since;
  }

  #renewalOf(consumer: string): number {
    return this.#renewedAt.get(consumer) ?? -Infinity;
  }

  /** Of one that is seconds old it is not known yet. */
  async #isAccepted(token: string): Promise<boolean> {
    if (!this.#world.api.isKnown(token)) return true;
    const { status } = await sendTo(this.#world.api, {
      path: '/jobs/single-doc-job-template',
      headers: { authorization: `Bearer ${token}` },
      json: {},
    });
    return status === 200;
  }

  #knownOf(environment: VendingEnvironment): Known {
    const known = this.#known.get(environment) ?? { kept: new Map(), dropped: new Set(), excusedAt: -Infinity };
    this.#known.set(environment, known);
    return known;
  }

  #found({ profile, payload }: Vend, what: string): void {
    const asked = JSON.stringify(payload);
    this.#checker.report(profile.client, {
      promise: 'vending',
      what: `${profile.name} asked ${asked} and got ${what}`,
    });
  }
}

type ConsumerOfVend = Vend['profile'];

const listOf = ({ profile, payload }: Vend): string =>
  JSON.stringify([profile.client.name, [...(payload.scopes ?? profile.scopes)].toSorted()]);

function codeOf(outcome: Vend['outcome']): unknown {
  return outcome.kind === 'failed' && outcome.error instanceof Error && 'code' in outcome.error
    ? outcome.error.code
    : undefined;
}

function claimsOf(jwt: string): Claims {
  const [, payload = ''] = jwt.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
}
