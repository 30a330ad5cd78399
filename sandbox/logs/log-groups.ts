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
  /** The lines that had been written when a group was deleted, by its name. */
  readonly #deleted = new Map<string, ReadonlySet<LogLine>>();

  constructor(options: LogGroupsOptions) {
    this.#options = options;
  }

  create(group: Omit<LogGroup, 'createdAt'>): void {
    this.#made.set(group.name, { ...group, createdAt: this.#options.clock.now() });
  }

  /** Forgets the group and its lines. It comes to be again when a function writes on. */
  delete(name: string): void {
    this.#made.delete(name);
    this.#deleted.set(name, new Set(this.#options.written().get(name)));
  }

  /** Sorted by their names. */
  all(): LogGroup[] {
    const written = [...this.#options.written().keys()].flatMap((name) => {
      const [first] = this.linesOf(name);
      return first === undefined ? [] : [{ name, createdAt: first.writtenAt }];
    });
    const groups = new Map<string, LogGroup>([...written.map((group) => [group.name, group] as const), ...this.#made]);
    return [...groups.values()].toSorted(({ name: one }, { name: other }) => (one < other ? -1 : 1));
  }

  find(name: string): LogGroup | undefined {
    return this.all().find((group) => group.name === name);
  }

  /** The oldest first. */
  linesOf(name: string): readonly LogLine[] {
    const written = this.#options.written().get(name) ?? [];
    const deleted = this.#deleted.get(name);
    return deleted === undefined ? written : written.filter((line) => !deleted.has(line));
  }
}
