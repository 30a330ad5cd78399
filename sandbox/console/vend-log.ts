import type { Clock } from '../clock.ts';
import type { DeployedConsumer } from '../token-clients.ts';
import type { VendState } from './shown-state.ts';

type Count = { -readonly [Field in keyof VendState]: VendState[Field] };

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
        lastError: null,
      });
    }
  }

  read(functionName: string, line: string): void {
    const { profile, level, origin, error } = parsed(line);
    const count = profile === undefined ? undefined : this.#counts.get(keyOf(functionName, profile));
    if (count === undefined) return;
    if (level === 'ERROR') {
      count.failed += 1;
      count.lastError = error?.name ?? null;
    } else if (origin !== undefined) {
      count.vended += 1;
      count.exchanged += origin === 'exchanged' ? 1 : 0;
    } else {
      return;
    }
    count.lastAt = new Date(this.#clock.now()).toISOString();
  }

  counts(): readonly VendState[] {
    return [...this.#counts.values()].map((count) => ({ ...count }));
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
