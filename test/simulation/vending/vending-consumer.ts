import { createHash } from 'node:crypto';
import type { Checker } from '../checker/checker.ts';
import type { VendWatch } from '../checker/vend-watch.ts';
import { type ClientPlan, scopesOf } from '../client-plan.ts';
import type { SeededRandom } from '../histories/seeded-random.ts';
import type { World } from '../world/world.ts';
import type { ConsumerProfile, VendPayload } from './vending-environment.ts';
import type { VendingFunction } from './vending-function.ts';

const MINUTE = 60_000;

/** When a consumer asks, once it asks: a token is kept, refreshed, nearly over, and over. */
const ASKS_MS = [0, MINUTE / 4, 2 * MINUTE, 7 * MINUTE, 12 * MINUTE, 14.5 * MINUTE, 17 * MINUTE];
/** After AWSCURRENT has moved. */
const AFTER_CHANGE_MS = [MINUTE, 3 * MINUTE, 14 * MINUTE];
const MINIMUM_LIFETIMES = [0, 60, 60, 300, 840] as const;

/** Two consumers of one client, which ask the vending function now and then. */
export class VendingConsumer {
  readonly #world: World;
  readonly #checker: Checker;
  readonly #watch: VendWatch;
  readonly #vending: VendingFunction;
  readonly #random: SeededRandom;
  readonly #client: ClientPlan;
  readonly #profiles: readonly [ConsumerProfile, ConsumerProfile];
  /** Told before a vend, which changes nothing of what the other promises are about. */
  readonly #onVend: () => void;
  #seen: string | undefined;

  constructor(client: ClientPlan, { world, checker, watch, vending, random, onVend }: VendingConsumerOptions) {
    this.#client = client;
    this.#world = world;
    this.#checker = checker;
    this.#watch = watch;
    this.#vending = vending;
    this.#random = random;
    this.#onVend = onVend;
    const harmless = scopesOf(client).filter((scope) => !scope.startsWith('tokens:'));
    this.#profiles = [
      { name: `${client.name}-mail`, client, scopes: ['jobs:submit'] },
      { name: `${client.name}-reports`, client, scopes: harmless },
    ];
  }

  /** Asks again and again for a while. */
  askFrom(time: number): void {
    for (const after of ASKS_MS) this.#askAt(time + after);
  }

  /** Notices that another version is current. */
  wake(): void {
    const versionId = this.#checker.chronicleOf(this.#client).succession?.versionId;
    if (versionId === this.#seen) return;
    this.#seen = versionId;
    for (const after of AFTER_CHANGE_MS) this.#askAt(this.#world.time.now() + after);
  }

  #askAt(time: number): void {
    this.#world.time.at(time, () => {
      this.#onVend();
      void this.#ask(this.#random.pick(this.#profiles));
    });
  }

  async #ask(profile: ConsumerProfile, insteadOf?: Pick<VendPayload, 'scopes' | 'instead_of'>): Promise<void> {
    const payload = { ...(insteadOf ?? this.#someScopes()), minimum_lifetime_seconds: this.#pick(MINIMUM_LIFETIMES) };
    const vend = await this.#vending.vend(profile, payload);
    await this.#watch.judge(vend);
    const isRevoked = vend.outcome.kind === 'done' && this.#random.integer(8) === 0;
    if (!isRevoked) return;
    const { access_token: token, token_id: id = sha256(token) } = vend.outcome.value;
    this.#revoke(token);
    const { scopes } = payload;
    await this.#ask(profile, { ...(scopes !== undefined && { scopes }), instead_of: id });
  }

  /** Nothing, or less than all, or now and then what is not allowed. */
  #someScopes(): Pick<VendPayload, 'scopes'> {
    const which = this.#random.integer(10);
    if (which === 0) return { scopes: ['jobs:submit', 'tokens:revoke'] };
    return which < 4 ? { scopes: ['jobs:submit'] } : {};
  }

  /** Somebody at Click2Mail revokes a short-term token. */
  #revoke(token: string): void {
    const id = this.#world.api.idOf(token);
    if (id === undefined) return;
    this.#watch.revoked.add(id);
    this.#world.api.revokeOutOfBand(id);
  }

  #pick<T>(from: readonly [T, ...T[]]): T {
    return this.#random.pick(from);
  }
}

interface VendingConsumerOptions {
  readonly world: World;
  readonly checker: Checker;
  readonly watch: VendWatch;
  readonly vending: VendingFunction;
  readonly random: SeededRandom;
  readonly onVend: () => void;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
