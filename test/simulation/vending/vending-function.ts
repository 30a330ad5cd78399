import type { VendAnswer } from '../../../functions/vend-short-term-token/answer.ts';
import { tellFailure } from '../telling.ts';
import type { SeededRandom } from '../histories/seeded-random.ts';
import type { Outcome } from '../world/invocation.ts';
import type { World } from '../world/world.ts';
import { type ConsumerProfile, VendingEnvironment, type VendPayload } from './vending-environment.ts';

/** What came of a vend. */
export interface Vend {
  readonly profile: ConsumerProfile;
  readonly payload: VendPayload;
  /** Epoch milliseconds. */
  readonly askedAt: number;
  readonly environment: VendingEnvironment;
  readonly outcome: Outcome<VendAnswer>;
}

const TIMEOUT_S = 60;
const MOST_ENVIRONMENTS = 3;

/** The vending function of the stack: its environments serve every client's consumers, each one invocation at a time. */
export class VendingFunction {
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #idle: VendingEnvironment[] = [];

  constructor(world: World, random: SeededRandom) {
    this.#world = world;
    this.#random = random;
  }

  async vend(profile: ConsumerProfile, payload: VendPayload): Promise<Vend> {
    const askedAt = this.#world.time.now();
    const environments: VendingEnvironment[] = [];
    const outcome = await this.#world.invoke(`vend ${profile.name}`, TIMEOUT_S, async (invocation) => {
      const environment = this.#take();
      environments.push(environment);
      try {
        return await environment.vend(profile, payload, invocation);
      } catch (error) {
        tellFailure(this.#world, profile.client.name, error);
        throw error;
      } finally {
        // Of a process that was killed nothing is left.
        if (!invocation.isOver) this.#idle.push(environment);
      }
    });
    const [environment = new VendingEnvironment(this.#world)] = environments;
    return { profile, payload, askedAt, environment, outcome };
  }

  /** Mostly the one that was used last; now and then another, which is a new one as long as there are few. */
  #take(): VendingEnvironment {
    const isAnother = this.#random.integer(5) === 0;
    const isNew = isAnother && this.#idle.length < MOST_ENVIRONMENTS;
    const used = isNew ? undefined : isAnother ? this.#idle.shift() : this.#idle.pop();
    return used ?? new VendingEnvironment(this.#world);
  }
}
