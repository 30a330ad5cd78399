import type { Clock } from '../clock.ts';
import type { LogLine } from './log-line.ts';

/** A log group as it was made. */
export interface LogGroup {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** For ever when absent. */
  readonly retentionInDays?: number | undefined;
  /** ARN. */
  readonly kmsKeyId?: string | undefined;
}

interface LogGroupsOptions {
  readonly clock: Clock;
  /** The last lines that were written to log groups, by their names; the oldest first. */
  readonly written: () => ReadonlyMap<string, readonly LogLine[]>;
}

/** The log groups that a stack made, and those that came to be because a function wrote. */
export class LogGroups {
  readonly #options: LogGroupsOptions;
  readonly #made = new Map<string, LogGroup>();

  constructor(options: LogGroupsOptions) {
    this.#options = options;
  }

  create(group: Omit<LogGroup, 'createdAt'>): void {
    this.#made.set(group.name, { ...group, createdAt: this.#options.clock.now() });
  }

  /** Sorted by their names. */
  all(): LogGroup[] {
    const written = [...this.#options.written()].flatMap(([name, [first]]) =>
      first === undefined ? [] : [{ name, createdAt: first.writtenAt }],
    );
    const groups = new Map<string, LogGroup>([...written.map((group) => [group.name, group] as const), ...this.#made]);
    return [...groups.values()].toSorted(({ name: one }, { name: other }) => (one < other ? -1 : 1));
  }

  find(name: string): LogGroup | undefined {
    return this.all().find((group) => group.name === name);
  }

  /** The oldest first. */
  linesOf(name: string): readonly LogLine[] {
    return this.#options.written().get(name) ?? [];
  }
}
