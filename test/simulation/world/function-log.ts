import type { Log } from '../../../functions/core/token-api.ts';
import type { log as lambdaLog, logger as lambdaLogger } from '../../../functions/lambda/lambda-defaults.ts';

interface LogOfFunctions {
  readonly log: typeof lambdaLog;
  readonly logger: typeof lambdaLogger;
}

/** The functions' own log, whose lines are given back instead of written to standard output. */
export class FunctionLog {
  readonly #logger: LogOfFunctions['logger'];
  readonly #log: LogOfFunctions['log'];
  #written: string[] = [];

  constructor({ logger, log }: LogOfFunctions) {
    this.#logger = logger;
    this.#log = log;
    const write = (line: string): void => void this.#written.push(line);
    // Powertools writes to a console of its own.
    Object.assign(logger, { console: { debug: write, info: write, warn: write, error: write } });
  }

  /** @returns the lines that something that is told becomes */
  lines(level: keyof Log, message: string, details: Readonly<Record<string, unknown>> = {}): string[] {
    return this.#writtenBy(() => this.#log[level](message, details));
  }

  /** @returns the lines that a failure becomes which ends an invocation; it is sanitised */
  linesOfFailure(failure: Error): string[] {
    return this.#writtenBy(() => this.#logger.error(failure.message, failure));
  }

  #writtenBy(write: () => void): string[] {
    this.#written = [];
    write();
    return this.#written;
  }
}
