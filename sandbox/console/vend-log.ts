import { unsolved } from '../../cli/facts/unsolved.ts';
import type { Clock } from '../clock.ts';
import type { DeployedConsumer } from '../token-clients.ts';
import type { VendState } from './shown-state.ts';

type Count = { -readonly [Field in keyof Omit<VendState, 'lastError'>]: VendState[Field] } & {
  vendedAt: number;
  failures: { readonly at: number; readonly name: string }[];
};

/** Counts what the vendors give to whom, by the lines that they write to their logs. */
export class VendLog {
  readonly #clock: Clock;
  readonly #counts = new Map<string, Count>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on, lines about these consumers count. */
  watch(consumers: readonly DeployedConsumer[]): void {
    for (const { name, client, functionName } of consumers) {
      this.#counts.set(keyOf(functionName, name), {
        consumer: name,
        client,
        vended: 0,
        exchanged: 0,
        failed: 0,
        lastAt: null,
        vendedAt: -Infinity,
        failures: [],
      });
    }
  }

  read(functionName: string, line: string): void {
    const { profile, level, origin, error } = parsed(line);
    const count = profile === undefined ? undefined : this.#counts.get(keyOf(functionName, profile));
    if (count === undefined) return;
    const at = this.#clock.now();
    if (level === 'ERROR') {
      count.failed += 1;
      count.failures = [{ at, name: error?.name ?? 'an error' }];
    } else if (origin !== undefined) {
      count.vended += 1;
      count.vendedAt = at;
      count.exchanged += origin === 'exchanged' ? 1 : 0;
    } else {
      return;
    }
    count.lastAt = new Date(at).toISOString();
  }

  counts(): readonly VendState[] {
    return [...this.#counts.values()].map(({ vendedAt, failures, ...count }) => ({
      ...count,
      // As the commands have it: what a later success solved is history.
      lastError: unsolved(failures, [vendedAt])?.last.name ?? null,
    }));
  }
}

interface VendorLine {
  readonly profile?: string;
  readonly level?: string;
  /** Where a vended token came from; only such lines have it. */
  readonly origin?: string;
  readonly error?: { readonly name?: string };
}

function parsed(line: string): VendorLine {
  // Most lines are of other functions: what has no profile need not be read.
  if (!line.includes('"profile"')) return {};
  try {
    return JSON.parse(line) as VendorLine;
  } catch {
    return {};
  }
}

const keyOf = (functionName: string, consumer: string): string => `${functionName}:${consumer}`;
