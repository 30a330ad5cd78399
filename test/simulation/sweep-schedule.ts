import { type AnswerStates, IssuerQuestions } from '../../sandbox/events/issuer-questions.ts';
import type { Checker } from './checker/checker.ts';
import { timesIn } from './checker/observed.ts';
import { intervalSeconds, marginSeconds, RELEASE_AFTER_S } from './client-plan.ts';
import { runSweep, SWEEP_TIMES } from './function-runs.ts';
import type { World } from './world/world.ts';

const MINUTE = 60_000;
const EVERY_MS = 15 * MINUTE;

/** How long after a time that a label tells, or a token's life, a decision may fall. */
const DELAYS_MS = [0, 20 * MINUTE, 60 * MINUTE, RELEASE_AFTER_S * 1000];

/** A secret may say that its token ends earlier or later than it does, and is believed after five minutes more. */
const CLOCKS_DIFFER_MS = [-5 * MINUTE, 0, 5 * MINUTE, 10 * MINUTE];

/** A run decides by the clock until it ends. */
const LONGEST_RUN_MS = 5 * MINUTE;
/** EventBridge is not on time to the second. */
const LATEST_START_MS = 20_000;

/** The API is asked what it was asked before. */
const CHANGE_NOTHING = ['DescribeSecret', 'GetSecretValue', 'exchange'];

const quarterAfter = (time: number): number => (Math.floor(time / EVERY_MS) + 1) * EVERY_MS;

/**
 * Sweeps every 15 minutes. A run that would find what the last one found, and whose clock is past no further instant
 * that any label or token speaks of, would do what the last one did: nothing. Such runs are left out.
 */
export class SweepSchedule {
  readonly #world: World;
  readonly #checker: Checker;
  readonly #leavesOut: boolean;
  readonly #questions = new IssuerQuestions(SWEEP_TIMES);
  /** What the last run found, if it changed nothing. */
  #idleState: string | undefined;
  #nextInstant = -Infinity;
  /** Runs that were to be left out and did something all the same. */
  readonly mistakes: string[] = [];
  runs = 0;
  #planned = Infinity;
  #writes = 0;
  #wasLeftOut = false;
  #cancel: () => void = () => undefined;

  constructor(world: World, checker: Checker, { leavesOut = true } = {}) {
    this.#world = world;
    this.#checker = checker;
    this.#leavesOut = leavesOut;
    world.witnesses.push({
      called: ({ operation }, { name }) => {
        if (name.startsWith('sweep') && !CHANGE_NOTHING.includes(operation)) this.#writes += 1;
      },
      toldUnaccounted: () => undefined,
    });
  }

  start(): void {
    this.#plan(this.#world.time.now());
  }

  /** Something may have changed: the next quarter of an hour counts again. */
  wake(): void {
    if (this.#wasLeftOut) {
      this.#wasLeftOut = false;
      return;
    }
    const next = quarterAfter(this.#world.time.now());
    if (next < this.#planned) this.#plan(this.#world.time.now());
  }

  /** Plans a run for the first quarter of an hour after a time. */
  #plan(after: number): void {
    const { time, random } = this.#world;
    this.#cancel();
    this.#planned = quarterAfter(Math.max(after, time.now()));
    if (this.#planned === Infinity) return;
    this.#cancel = time.at(this.#planned + random.integer(LATEST_START_MS), () => {
      const wasPlanned = this.#planned;
      this.#plan(wasPlanned);
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    const { time } = this.#world;
    const begunAt = time.now();
    const state = this.#state();
    const isIdle = state === this.#idleState && begunAt + LONGEST_RUN_MS < this.#nextInstant;
    if (isIdle && this.#leavesOut) {
      // A change that was none: what was planned before still holds, and this was no change either.
      this.#wasLeftOut = true;
      this.#plan(this.#nextInstant - LONGEST_RUN_MS - LATEST_START_MS);
      return;
    }
    this.runs += 1;
    this.#checker.look('functions');
    const asked = this.#answerStates();
    const faultsBefore = this.#world.faults.struckAt;
    this.#writes = 0;
    const outcome = await runSweep(this.#world);
    this.#checker.look('functions');
    if (outcome.kind === 'done') {
      this.#checker.swept(
        begunAt,
        outcome.value.swept.map(({ client, report, failures }) => ({
          client,
          hasReport: report !== undefined,
          failures,
        })),
      );
    }
    const after = this.#state();
    const wasStruck = this.#world.faults.struckAt !== faultsBefore;
    if (isIdle && this.#writes > 0 && !wasStruck) this.mistakes.push(new Date(begunAt).toISOString());
    const wasClean = outcome.kind === 'done' && outcome.value.swept.every(({ failures }) => failures.length === 0);
    const isStill = after === state && wasClean && !wasStruck;
    this.#idleState = isStill ? state : undefined;
    if (isStill) this.#questions.ran(begunAt, asked);
    const askedAt = this.#questions.nextAt(begunAt, this.#answerStates());
    this.#nextInstant = isStill ? Math.min(askedAt, this.#firstInstantAfter(begunAt)) : -Infinity;
    if (isStill && this.#leavesOut) this.#plan(this.#nextInstant - LONGEST_RUN_MS - LATEST_START_MS);
  }

  /** All that a sweep's decisions rest on, but for the time. */
  #state(): string {
    const { clients } = this.#world.plan;
    return JSON.stringify([
      [...this.#answerStates()],
      clients.map((client) => {
        const { versions, isRotationEnabled, nextRotationAt } = this.#checker.observe(client, new Map());
        return [versions.map(({ id, labels, hasValue }) => [id, labels, hasValue]), isRotationEnabled, nextRotationAt];
      }),
    ]);
  }

  /** Which token is current, and whether it works at the API. */
  #answerStates(): AnswerStates {
    return new Map(
      this.#world.plan.clients.map((client) => {
        const { current, isRotationEnabled } = this.#checker.observe(client);
        const isLive = this.#checker.chronicleOf(client).lifeOf(current)?.isLive;
        return [client.name, JSON.stringify([current?.id, isLive, isRotationEnabled])] as const;
      }),
    );
  }

  #firstInstantAfter(time: number): number {
    const instants = this.#world.plan.clients.flatMap((client) => {
      const { versions, nextRotationAt = Infinity, tokens } = this.#checker.observe(client);
      const lives = [...tokens.values()].filter(({ id }) => versions.some(({ tokenId }) => tokenId === id));
      return [
        nextRotationAt,
        ...versions.flatMap(({ labels }) => timesIn(labels)),
        ...lives.flatMap(({ issuedAt, expiresAt }) => [
          ...CLOCKS_DIFFER_MS.flatMap((ms) => [expiresAt + ms, expiresAt + ms - marginSeconds(client) * 1000]),
          issuedAt + intervalSeconds(client.interval) * 1000,
        ]),
      ];
    });
    const later = instants.flatMap((instant) => DELAYS_MS.map((delay) => instant + delay));
    return Math.min(Infinity, ...later.filter((instant) => instant > time));
  }
}
