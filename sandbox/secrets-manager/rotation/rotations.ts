import type { Cancel, Clock } from '../../clock.ts';
import type { RandomSource } from '../random-source.ts';
import type { RotationSettings, Secret } from '../secret.ts';
import { changeLabels, closeTestVersion, openPendingVersion } from '../stored-versions.ts';
import { CURRENT, detach, holderOf, PENDING, unfinishedVersion } from '../version-labels.ts';
import { runSteps, type RotationAttempt, type RotationStep } from './rotation-attempt.ts';
import type { RotationInvoker } from './rotation-invoker.ts';
import { momentIn, type RotationWindow } from './rotation-schedule.ts';

interface RotationsOptions {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly invoker: RotationInvoker;
  /** How long after a failed attempt the next one follows; after the last of these only the schedule tries again. */
  readonly retryAfterSeconds: readonly number[];
  /** Whether AWSPENDING stays on what a rotation made current. */
  readonly leavesPending: boolean;
  readonly tellSecret: (value: string) => void;
}

type Recorded = { -readonly [Key in keyof RotationAttempt]: RotationAttempt[Key] } & { readonly steps: RotationStep[] };

interface Jobs {
  scheduled?: Cancel;
  retry?: Cancel;
}

/** AWS gives a window by its last second. */
const lastSecondOf = ({ end }: RotationWindow): number => end - 1000;

const MOST_ATTEMPTS_KEPT = 1000;

/** Runs the rotations of all secrets: at once, again after a failure, and by their schedules. */
export class Rotations {
  readonly #options: RotationsOptions;
  readonly #attempts: Recorded[] = [];
  readonly #jobs = new Map<string, Jobs>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: RotationsOptions) {
    this.#options = options;
  }

  /** Newest last, and only so many. */
  get attempts(): readonly RotationAttempt[] {
    return this.#attempts;
  }

  /** Resolves when no attempt is running. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  mayInvoke(functionArn: string, secretArn: string): boolean {
    return this.#options.invoker.mayInvoke(functionArn, secretArn);
  }

  /** Runs the four steps for the pending version; resolves when they are through or one failed. */
  rotate(secret: Secret, versionId: string, failures = 0): Promise<void> {
    this.#jobsOf(secret).retry?.();
    return this.#tracked(async () => {
      const attempt = this.#record(secret, versionId, 'rotation');
      const error = (await this.#run(secret, attempt)) ?? whyNotCurrent(secret, versionId);
      this.#end(attempt, error);
      if (error === undefined) this.#conclude(secret);
      else this.#retryLater(secret, versionId, failures);
    });
  }

  /** Runs testSecret alone for a version that ends with it. */
  test(secret: Secret, versionId: string): Promise<void> {
    return this.#tracked(async () => {
      const attempt = this.#record(secret, versionId, 'test');
      this.#end(attempt, await this.#run(secret, attempt));
      closeTestVersion(secret, versionId, this.#options.clock.now());
    });
  }

  /** Plans the next rotation as the secret's schedule has it, counted from now. */
  schedule(secret: Secret): void {
    const window = this.#plan(secret, this.#options.clock.now());
    if (secret.rotation !== undefined) secret.rotation.nextRotationAt = window && lastSecondOf(window);
  }

  /** A value set by hand counts as a rotation where the schedule is a number of days since the last one. */
  valueWasSetByHand(secret: Secret): void {
    if (secret.rotation?.schedule?.rules.AutomaticallyAfterDays !== undefined) this.schedule(secret);
  }

  /** Nothing starts by itself any more; what is running stops after its step once rotation is off. */
  suspend(secret: Secret): void {
    const { scheduled, retry } = this.#jobsOf(secret);
    scheduled?.();
    retry?.();
    this.#jobs.delete(secret.arn);
  }

  #plan(secret: Secret, from: number): RotationWindow | undefined {
    const jobs = this.#jobsOf(secret);
    jobs.scheduled?.();
    if (!mayRotate(secret) || secret.rotation.schedule === undefined) return undefined;
    const window = secret.rotation.schedule.windowAfter(from);
    const moment = momentIn(window, secret.arn);
    jobs.scheduled = this.#options.clock.at(moment, () => this.#rotateAsScheduled(secret, window));
    return window;
  }

  async #rotateAsScheduled(secret: Secret, window: RotationWindow): Promise<void> {
    // Should this one fail, the next window tries again; NextRotationDate stays behind meanwhile.
    this.#plan(secret, window.start);
    const unfinished = unfinishedVersion(secret.labels);
    if (unfinished !== undefined && this.#isRunning(secret, unfinished)) return;
    const versionId = unfinished ?? this.#options.random.uuid();
    try {
      if (unfinished === undefined) openPendingVersion(secret, versionId, this.#options.clock.now());
    } catch (error) {
      this.#end(this.#record(secret, versionId, 'rotation'), String(error));
      return;
    }
    await this.rotate(secret, versionId);
  }

  #retryLater(secret: Secret, versionId: string, failures: number): void {
    const { clock, retryAfterSeconds } = this.#options;
    const seconds = retryAfterSeconds[failures];
    const isDue = (): boolean => mayRotate(secret) && holderOf(secret.labels, PENDING) === versionId;
    if (seconds === undefined || !isDue()) return;
    this.#jobsOf(secret).retry = clock.at(clock.now() + seconds * 1000, async () => {
      if (isDue() && !this.#isRunning(secret, versionId)) await this.rotate(secret, versionId, failures + 1);
    });
  }

  #conclude(secret: Secret): void {
    const { clock, leavesPending } = this.#options;
    const now = clock.now();
    const isPromoted = unfinishedVersion(secret.labels) === undefined;
    if (isPromoted && !leavesPending) changeLabels(secret, detach(secret.labels, PENDING), now);
    if (secret.rotation === undefined) return;
    secret.rotation.lastRotatedAt = now;
    this.schedule(secret);
  }

  async #run(secret: Secret, { versionId, kind, steps }: Recorded): Promise<string | undefined> {
    const { random, invoker, tellSecret } = this.#options;
    const RotationToken = random.uuid();
    tellSecret(RotationToken);
    const event = { SecretId: secret.arn, ClientRequestToken: versionId, RotationToken };
    return runSteps(secret, kind, event, invoker, (step) => steps.push(step));
  }

  #record(secret: Secret, versionId: string, kind: RotationAttempt['kind']): Recorded {
    const attempt = { secretArn: secret.arn, versionId, kind, startedAt: this.#options.clock.now(), steps: [] };
    this.#attempts.push(attempt);
    if (this.#attempts.length > MOST_ATTEMPTS_KEPT) this.#attempts.shift();
    return attempt;
  }

  #end(attempt: Recorded, error: string | undefined): void {
    attempt.endedAt = this.#options.clock.now();
    attempt.outcome = error === undefined ? 'succeeded' : 'failed';
    if (error !== undefined) attempt.error = error;
  }

  #tracked(run: () => Promise<void>): Promise<void> {
    const running = run().finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  #isRunning({ arn }: Secret, versionId: string): boolean {
    return this.#attempts.some(
      (attempt) => attempt.outcome === undefined && attempt.secretArn === arn && attempt.versionId === versionId,
    );
  }

  #jobsOf({ arn }: Secret): Jobs {
    const jobs = this.#jobs.get(arn) ?? {};
    this.#jobs.set(arn, jobs);
    return jobs;
  }
}

function mayRotate(secret: Secret): secret is Secret & { rotation: RotationSettings } {
  return secret.rotation?.enabled === true && secret.deletion === undefined;
}

function whyNotCurrent({ labels }: Secret, versionId: string): string | undefined {
  if (holderOf(labels, CURRENT) === versionId) return undefined;
  return `finishSecret ended without an error, but AWSCURRENT is not on version ${versionId}.`;
}
