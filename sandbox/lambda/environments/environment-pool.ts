import type { ExecutionEnvironment } from './execution-environment.ts';

/** How many environments of a function are kept waiting; AWS keeps them for a while, too. */
const MOST_IDLE = 2;

/** The environments of one function: a free one is used again, a new one is started when all are busy. */
export class EnvironmentPool {
  readonly #start: () => Promise<ExecutionEnvironment>;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  #closed = false;

  constructor(start: () => Promise<ExecutionEnvironment>) {
    this.#start = start;
  }

  /** Lends an environment to this work alone. */
  async use<Result>(work: (environment: ExecutionEnvironment) => Promise<Result>): Promise<Result> {
    const environment = this.#takeIdle() ?? (await this.#startAnother());
    try {
      return await work(environment);
    } finally {
      await this.#takeBack(environment);
    }
  }

  /** Process ids of all environments, the busy and the waiting. */
  pids(): number[] {
    return [...this.#all].flatMap(({ alive, pid }) => (alive && pid !== undefined ? [pid] : []));
  }

  /** Process ids of the environments that are at work. */
  busyPids(): number[] {
    return [...this.#all].flatMap((environment) => {
      const { alive, pid } = environment;
      return alive && pid !== undefined && !this.#idle.includes(environment) ? [pid] : [];
    });
  }

  /** Ends the waiting processes now, and the busy ones when their work is done. */
  async retire(): Promise<void> {
    this.#closed = true;
    const idle = this.#idle.splice(0);
    await Promise.all(idle.map((environment) => this.#end(environment)));
  }

  /** Ends every process. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#idle.length = 0;
    await Promise.all([...this.#all].map((environment) => environment.end()));
    this.#all.clear();
  }

  #takeIdle(): ExecutionEnvironment | undefined {
    for (;;) {
      const environment = this.#idle.pop();
      if (environment === undefined || environment.alive) return environment;
      this.#all.delete(environment);
    }
  }

  async #startAnother(): Promise<ExecutionEnvironment> {
    const environment = await this.#start();
    this.#all.add(environment);
    // The pool may have been closed in between; the process must not outlive it.
    if (this.#closed) environment.kill();
    return environment;
  }

  async #takeBack(environment: ExecutionEnvironment): Promise<void> {
    if (environment.alive && !this.#closed) this.#idle.push(environment);
    else await this.#end(environment);
    const [oldest] = this.#idle;
    if (this.#idle.length > MOST_IDLE && oldest !== undefined) {
      this.#idle.shift();
      await this.#end(oldest);
    }
  }

  async #end(environment: ExecutionEnvironment): Promise<void> {
    await environment.end();
    this.#all.delete(environment);
  }
}
