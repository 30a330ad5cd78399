import type { RevokeNowAnswer } from '../../functions/revoke-superseded-tokens/revoke-now-answer.ts';
import type { Checker } from './checker/checker.ts';
import type { ClientPlan } from './client-plan.ts';
import { runRevokeNow, SWEEP_TIMEOUT_S } from './function-runs.ts';
import type { World } from './world/world.ts';

const HOUR_S = 3600;

/** A little less than the ten minutes for which an unnamed order may be one that was given before. */
const FRESH_MS = 9 * 60 * 1000;

/** What an order found when it was given. */
interface FoundByOrder {
  readonly meantId: string | undefined;
  readonly orderedAt: number;
  /** Whether a rotation was under way. */
  readonly wasUnderWay: boolean;
  /** Whether the ledger knew the token. Of one that was ended and forgotten it does not know what came before it. */
  readonly wasTracked: boolean;
}

/** Orders to revoke that a person gives: what each answer says is held against what the API says. */
export class RevokeOrders {
  readonly #world: World;
  readonly #checker: Checker;

  constructor(world: World, checker: Checker) {
    this.#world = world;
    this.#checker = checker;
  }

  /** Gives an order, and looks at its answer when it comes. */
  give(
    client: ClientPlan,
    order: { readonly tokenId?: string; readonly evenWithoutSuccessor: boolean },
  ): Promise<void> {
    const chronicle = this.#checker.chronicleOf(client);
    const orderedAt = this.#world.time.now();
    if (order.tokenId !== undefined) chronicle.namedInOrders.add(order.tokenId);
    const { current, pending, versions } = this.#checker.observe(client);
    const meantId = order.tokenId ?? current?.tokenId;
    const wasTracked = versions.some(
      ({ id, labels, tokenId }) => tokenId === meantId && labels.some((label) => label.endsWith(`:${id}`)),
    );
    const found = { meantId, orderedAt, wasUnderWay: pending !== undefined, wasTracked };
    if (order.evenWithoutSuccessor && order.tokenId !== undefined) chronicle.givenUp.add(order.tokenId);
    const onStart = (): void => {
      // What a rotation supersedes while the order is carried out is meant, too.
      chronicle.lastOrderAt = this.#world.time.now() + SWEEP_TIMEOUT_S * 1000;
    };
    void runRevokeNow(this.#world, client, order, onStart).then((outcome) => {
      this.#checker.look('functions');
      if (outcome.kind === 'done') this.#checkAnswer(client, outcome.value, found);
      if (outcome.kind === 'failed') this.#checkFailure(client, outcome.error);
    });
    return Promise.resolve();
  }

  /** What the answer says is compared with what the API says. */
  #checkAnswer(
    client: ClientPlan,
    { outcome, revoked, order_kept, current_token_id: untouched }: RevokeNowAnswer,
    { meantId, orderedAt, wasUnderWay, wasTracked }: FoundByOrder,
  ): void {
    const { lives, ordered, namedInOrders } = this.#checker.chronicleOf(client);
    if (order_kept && meantId !== undefined && meantId !== untouched) ordered.set(meantId, orderedAt);
    const untrue = (what: string): void => this.#checker.report(client, { promise: 'revoke-now', what });
    for (const id of revoked) if (lives.get(id)?.isLive === true) untrue(`${id} is said to be revoked, and lives`);
    const meant = lives.get(meantId ?? '');
    if (meant === undefined || meant.touchedAt >= orderedAt) return;
    const isFresh = meant.issuedAt > orderedAt - FRESH_MS && !wasUnderWay;
    if (isFresh && revoked.includes(meant.id) && !namedInOrders.has(meant.id)) {
      untrue(`${meant.id} was replaced, which is fresh and which nobody named`);
    }
    if (outcome !== 'revoked') return;
    if (meant.isLive) untrue(`all is said to be revoked, and ${meant.id} lives`);
    // Of a version that cannot be read nobody knows that it holds the named token, nor what came before it.
    const holder = this.#checker.observe(client).versions.find(({ tokenId }) => tokenId === meantId);
    if (holder?.isUnreadable === true || !wasTracked) return;
    // With a shorter grace what nobody dated in time may end later than what came after it.
    if (client.graceSeconds < HOUR_S || !meant.isOurs) return;
    for (const { id, isLive, isOurs, ceased, touchedAt } of lives.values()) {
      const wasSupersededBefore = ceased?.by === 'functions' && ceased.at < (meant.ceased?.at ?? -Infinity);
      const isUntouched = touchedAt === -Infinity;
      if (isLive && isOurs && wasSupersededBefore && isUntouched)
        untrue(`all before is said to be revoked, and ${id} lives`);
    }
  }

  #checkFailure(client: ClientPlan, error: unknown): void {
    const isOfApi =
      error instanceof Error && ['TokenApiUnavailable', 'TokenRefused', 'AssertionNotSigned'].includes(error.name);
    if (isOfApi) this.#checker.report(client, { promise: 'revoke-now', what: `no answer, but ${error.name}` });
  }
}
