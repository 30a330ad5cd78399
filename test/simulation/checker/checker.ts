import type { Call } from '../world/faults.ts';
import type { ClientPlan } from '../client-plan.ts';
import { clientId, secretName } from '../client-plan.ts';
import type { Invocation } from '../world/invocation.ts';
import type { TrueToken } from '../world/odd-api.ts';
import { textOf, type Witness, type World } from '../world/world.ts';
import { Chronicle } from './chronicle.ts';
import { isInGrace, isInUse, observe, type Observed, ValueReader } from './observed.ts';
import {
  brokenAfterSweep,
  brokenByDeath,
  brokenByEnabling,
  brokenByForgetting,
  brokenByIssuing,
  brokenByRevoking,
  brokenInCalm,
  brokenOnCurrent,
  brokenOrders,
  CALM_MS,
  type Finding,
} from './promises.ts';
import type { Actor } from './token-life.ts';
import type { Violation } from './violation.ts';

/** How one client's part of a sweep ended, as its own report says. */
export interface SweptClient {
  readonly client: string;
  readonly hasReport: boolean;
  readonly failures: readonly unknown[];
}

const LONGEST_ATTEMPT_MS = 15 * 60 * 1000;

/** Before a secret, and after it. */
const SHOWN_OF_TEXT = 150;

/**
 * Compares, after every event, what the API knows of its tokens with what the secrets' versions say, and tests the
 * promises. It shares no code with the functions.
 */
export class Checker implements Witness {
  readonly violations: Violation[] = [];
  readonly #world: World;
  readonly #reader: ValueReader;
  readonly #chronicles = new Map<string, Chronicle>();
  readonly #attempts = new Map<string, string | undefined>();
  /** When each attempt asked for its token. */
  readonly #begun = new Map<string, number>();
  /** What the API last said of its tokens; undefined when they may have changed. */
  #tokens: Tokens | undefined;

  constructor(world: World) {
    this.#world = world;
    this.#reader = new ValueReader(world.api);
    for (const { name } of world.plan.clients) this.#chronicles.set(name, new Chronicle());
  }

  chronicleOf({ name }: ClientPlan): Chronicle {
    const chronicle = this.#chronicles.get(name);
    if (chronicle === undefined) throw new TypeError(`There is no client ${name}.`);
    return chronicle;
  }

  called({ operation, client }: Call, invocation: Invocation): void {
    if (operation === 'issue') {
      const attempt = invocation.attempts.get(client) ?? '';
      this.#attempts.set(client, attempt);
      if (!this.#begun.has(attempt)) this.#begun.set(attempt, invocation.startedAt);
    }
    if (operation === 'issue' || operation === 'revoke') this.#tokens = undefined;
  }

  toldUnaccounted(client: string, { attempt, versionId }: Readonly<Record<string, unknown>>): void {
    const plan = this.#world.plan.clients.find(({ name }) => name === client);
    if (plan === undefined) return;
    const chronicle = this.chronicleOf(plan);
    if (typeof attempt !== 'string') {
      const { tokenId } = this.observe(plan).versions.find(({ id }) => id === versionId) ?? {};
      if (tokenId !== undefined) chronicle.reportedTokens.add(tokenId);
      return;
    }
    chronicle.reportedAttempts.add(attempt);
    const early = this.#world.time.now() - (this.#begun.get(attempt) ?? -Infinity) < LONGEST_ATTEMPT_MS;
    if (early) this.#report(plan, [{ promise: 3, what: `attempt ${attempt} was given up while it may be at work` }]);
  }

  wrote(client: string, text: string): void {
    const secret = this.#world.secrets.findIn(text);
    if (secret === undefined || this.violations.some(({ promise }) => promise === 7)) return;
    const at = text.indexOf(secret);
    const around = text.slice(Math.max(0, at - SHOWN_OF_TEXT), at + secret.length + SHOWN_OF_TEXT);
    const what = `a secret stands in what is written: ${around.replaceAll(secret, '***')}`;
    this.#report({ name: client }, [{ promise: 7, what }]);
  }

  /** Looks at everything, after somebody has done something. */
  look(actor: Actor): void {
    if (actor === 'hand') this.#tokens = undefined;
    const tokens = this.#longTokens();
    for (const client of this.#world.plan.clients) this.#lookAt(client, tokens, actor);
    this.#attempts.clear();
  }

  /** Tests what must hold when a sweep is through. */
  swept(begunAt: number, clients: readonly SweptClient[]): void {
    const tokens = this.#longTokens();
    for (const { client: name, hasReport, failures } of clients) {
      const client = this.#world.plan.clients.find((one) => one.name === name);
      if (client === undefined) continue;
      const chronicle = this.chronicleOf(client);
      const seen = this.observe(client, tokens);
      // What was in use when the sweep began may be past its time by now, and hindered it all the same.
      const before = { ...seen, now: begunAt };
      const unexcused = failures.filter((error) => !this.#isOfUnreadable(error, before));
      const isComplete = hasReport && unexcused.length === 0;
      if (isComplete) {
        const current = chronicle.lifeOf(seen.current);
        if (current !== undefined && (current.currentSince ?? Infinity) < begunAt) current.wasSeenCurrent = true;
        this.#report(client, [
          ...brokenAfterSweep(seen, chronicle, begunAt),
          ...brokenOrders(seen, chronicle, begunAt),
        ]);
      }
      if (seen.versions.some((version) => version.isUnreadable && isInUse(version, before))) continue;
      if (!seen.isRotationEnabled || !this.canProve(client, seen)) continue;
      this.#report(client, brokenByDeath(seen, chronicle, this.#disturbedAt(chronicle)));
      if (!this.#isCalm(chronicle)) continue;
      this.#report(client, brokenInCalm(seen, chronicle));
      if (!isComplete) this.#report(client, [{ promise: 3, what: `the sweep fails: ${textOf(unexcused[0])}` }]);
    }
  }

  /** Whether a sweep's failure is that a version past its time cannot be read: that hinders nothing else. */
  #isOfUnreadable(error: unknown, seen: Observed): boolean {
    const named = seen.versions.find(
      ({ id }) => error instanceof Error && 'versionId' in error && error.versionId === id,
    );
    return named?.isUnreadable === true && !isInUse(named, seen);
  }

  /** Whether the client has what its grant needs: the one that renews itself needs a good token. */
  canProve(client: ClientPlan, seen: Observed): boolean {
    if (client.grant !== 'short-term-token') return true;
    const { current } = seen;
    const isUsable = current?.isOurs === true && !current.isUnreadable;
    if (!isUsable) return false;
    const inGrace = seen.versions.filter((one) => isInGrace(one, seen) && one.isOurs && !one.isUnreadable);
    const chronicle = this.chronicleOf(client);
    return [current, ...inGrace].some((version) => chronicle.lifeOf(version)?.isLive === true);
  }

  observe(client: ClientPlan, tokens = this.#longTokens()): Observed {
    const secret = this.#world.secretsManager.secrets().find(({ name }) => name === secretName(client));
    if (secret === undefined) throw new TypeError(`There is no secret of ${client.name}.`);
    return observe(this.#world.time.now(), secret, tokens.get(clientId(client)) ?? new Map(), {
      reader: this.#reader,
      unreadable: this.#world.unreadable,
    });
  }

  /** Whether the promises leave room for a token's being refused, that a consumer read within the last hour. */
  excusesRefusal(client: ClientPlan, accessToken: string): boolean {
    const chronicle = this.chronicleOf(client);
    const life = chronicle.lives.get(this.#world.api.idOf(accessToken) ?? '');
    if (life === undefined || !chronicle.isBootstrapped || life.isRevokedByOthers) return true;
    // A rotation waits until its token works. A one-time code's token is current at once: the one before is of no use.
    const isNotYet = life.pendingChangedAt === -Infinity && !this.#world.api.isKnown(accessToken);
    if (isNotYet) return true;
    const { currentSince = Infinity, ceased, touchedAt } = life;
    const wasDead = chronicle.succession?.wasDead === true || chronicle.succession?.wasDue === true;
    const wasOrdered = chronicle.lastOrderAt >= (ceased?.at ?? currentSince) || chronicle.givenUp.has(life.id);
    const wasByHand = ceased?.by === 'hand' || touchedAt > currentSince;
    return wasOrdered || wasByHand || wasDead || life.expiresAt <= this.#world.time.now();
  }

  report(client: ClientPlan, finding: Finding): void {
    this.#report(client, [finding]);
  }

  #lookAt(client: ClientPlan, tokens: Tokens, actor: Actor): void {
    const chronicle = this.chronicleOf(client);
    const known = chronicle.lives.size;
    const seen = this.observe(client, tokens);
    const dead = chronicle.update(seen, actor, this.#attempts.get(client.name));
    const revoked = dead.filter(
      ({ id, isRevokedByOthers }) => seen.tokens.get(id)?.revokedAt !== undefined && !isRevokedByOthers,
    );
    const issued = chronicle.lives.size === known ? [] : [...chronicle.lives.values()].slice(known);
    this.#report(client, [
      ...brokenOnCurrent(seen, chronicle, this.#disturbedAt(chronicle)),
      ...revoked.flatMap((life) => brokenByRevoking(life, seen, chronicle, client.graceSeconds)),
      ...brokenByForgetting(chronicle),
      ...issued.flatMap((life) => brokenByIssuing(life, client)),
      ...brokenByEnabling(seen, chronicle, actor, this.#world.oldestInvocationAt),
    ]);
  }

  #disturbedAt({ lastActAt }: Chronicle): number {
    return Math.max(this.#world.faults.struckAt, lastActAt);
  }

  #isCalm(chronicle: Chronicle): boolean {
    return this.#world.time.now() - this.#disturbedAt(chronicle) > CALM_MS;
  }

  #report({ name: client }: Pick<ClientPlan, 'name'>, findings: readonly Finding[]): void {
    for (const { promise, what } of findings) {
      const isKnown = this.violations.some((other) => other.client === client && other.what === what);
      if (isKnown) continue;
      this.violations.push({ promise, client, time: this.#world.time.now(), what, trace: this.#world.trace.lines() });
    }
  }

  #longTokens(): Tokens {
    this.#tokens ??= this.#readTokens();
    return this.#tokens;
  }

  #readTokens(): Tokens {
    const byClient = new Map<string, Map<string, TrueToken>>();
    for (const token of this.#world.api.tokens()) {
      if (token.kind !== 'long') continue;
      const ofClient = byClient.get(token.clientId) ?? new Map<string, TrueToken>();
      byClient.set(token.clientId, ofClient.set(token.id, token));
    }
    return byClient;
  }
}

type Tokens = ReadonlyMap<string, ReadonlyMap<string, TrueToken>>;
