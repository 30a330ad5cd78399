import { DAY_MS } from './time.ts';

/** Stops a job that has not run yet. */
export type Cancel = () => void;

interface Job {
  readonly time: number;
  readonly run: () => Promise<void> | void;
}

interface ClockOptions {
  /** Epoch milliseconds at which the clock starts; the machine's time when absent. */
  readonly startAt?: number | undefined;
  /** Whether time also passes by itself. A still clock moves only when it is told to. */
  readonly flowing?: boolean;
  /** Told of a job that failed while time passed by itself; it is printed to stderr when absent. */
  readonly onFailure?: (error: unknown) => void;
}

/** How far ahead a timer may be set: setTimeout's limit is just under 25 days. */
const LONGEST_TIMER_MS = DAY_MS;

/**
 * The sandbox's time line. It flows with the machine's clock and can be moved ahead; jobs that become due on the
 * way run one after another, each at its own instant, in the order of their times.
 */
export class Clock {
  readonly #flowing: boolean;
  readonly #onFailure: (error: unknown) => void;
  readonly #jobs: Job[] = [];
  readonly #beforeMove: (() => Promise<void>)[] = [];
  readonly #afterMove: (() => void)[] = [];
  #offset: number;
  #still: number;
  #running: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor({ startAt, flowing = true, onFailure = printed }: ClockOptions = {}) {
    this.#flowing = flowing;
    this.#onFailure = onFailure;
    this.#still = startAt ?? Date.now();
    this.#offset = this.#still - Date.now();
  }

  /** Epoch milliseconds on the sandbox's time line. */
  now(): number {
    return this.#flowing ? Date.now() + this.#offset : this.#still;
  }

  /** Milliseconds by which the sandbox's time is ahead of the machine's. */
  get offset(): number {
    return this.#flowing ? this.#offset : this.#still - Date.now();
  }

  /** Orders a job for the instant at which the clock reaches `time` (epoch milliseconds; the past means now). */
  at(time: number, run: Job['run']): Cancel {
    if (this.#stopped) return () => undefined;
    const job = { time, run };
    const later = this.#jobs.findIndex((other) => other.time > time);
    this.#jobs.splice(later === -1 ? this.#jobs.length : later, 0, job);
    this.#setTimer();
    return () => {
      const index = this.#jobs.indexOf(job);
      if (index !== -1) this.#jobs.splice(index, 1);
    };
  }

  /**
   * Moves time ahead by so many seconds; resolves when every job that became due on the way has run.
   * @throws what a job failed with, when all others have run; an AggregateError when several failed
   */
  advance(seconds: number): Promise<void> {
    return this.#oneAtATime(async () => {
      const failures: unknown[] = [];
      try {
        const target = this.now() + seconds * 1000;
        await this.#runJobsUntil(target, (error) => failures.push(error));
        if (this.now() < target) await this.#moveTo(target);
      } catch (error) {
        failures.push(error);
      }
      if (failures.length > 1) throw new AggregateError(failures, inOneSentence(failures));
      if (failures.length === 1) throw failures[0];
    });
  }

  /**
   * Moves time ahead by so many seconds at once, as if what is being done just now had taken so long: it waits for
   * nobody. Jobs that become due run after that, as they do when time passes by itself.
   */
  jump(seconds: number): void {
    this.#offset += seconds * 1000;
    this.#still += seconds * 1000;
    for (const tell of this.#afterMove) tell();
    this.#setTimer();
  }

  /** Called before every move and awaited, so that nothing is caught in the middle of its work by a jump. */
  beforeMove(wait: () => Promise<void>): void {
    this.#beforeMove.push(wait);
  }

  /** Called after every move, also one that failed because waiting for it did. */
  afterMove(tell: () => void): void {
    this.#afterMove.push(tell);
  }

  /** Drops all jobs, stops the timer, and takes no more jobs. */
  stop(): void {
    this.#stopped = true;
    this.#jobs.length = 0;
    clearTimeout(this.#timer);
  }

  async #runJobsUntil(target: number, failed: (error: unknown) => void): Promise<void> {
    for (;;) {
      const [next] = this.#jobs;
      if (next === undefined || next.time > Math.max(target, this.now())) return;
      if (next.time > this.now()) await this.#moveTo(next.time);
      // A move may have waited, and somebody may have cancelled the job meanwhile.
      if (this.#jobs[0] !== next) continue;
      this.#jobs.shift();
      try {
        await next.run();
      } catch (error) {
        // The others must not miss their time for it.
        failed(error);
      }
    }
  }

  async #moveTo(time: number): Promise<void> {
    try {
      for (const wait of this.#beforeMove) await wait();
      this.#offset += Math.max(0, time - this.now());
      this.#still = Math.max(this.#still, time);
    } finally {
      for (const tell of this.#afterMove) tell();
    }
  }

  #oneAtATime(work: () => Promise<void>): Promise<void> {
    const mine = this.#running.then(work).finally(() => this.#setTimer());
    this.#running = mine.catch(() => undefined);
    return mine;
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const [next] = this.#jobs;
    if (!this.#flowing || this.#stopped || next === undefined) return;
    const delay = Math.min(Math.max(0, next.time - this.now()), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => void this.#runDueJobs(), delay);
    this.#timer.unref();
  }

  #runDueJobs(): Promise<void> {
    return this.#oneAtATime(() => this.#runJobsUntil(this.now(), this.#onFailure));
  }
}

function inOneSentence(failures: readonly unknown[]): string {
  const reasons = failures.map((error) => (error instanceof Error ? error.message : String(error)));
  return `${failures.length} jobs of the clock failed: ${reasons.join('; ')}`;
}

function printed(error: unknown): void {
  console.error('A job of the sandbox’s clock failed:', error);
}
