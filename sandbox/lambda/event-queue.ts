import { AwsError } from '../aws/aws-service.ts';
import type { Clock } from '../clock.ts';
import { MINUTE_MS } from '../time.ts';
import type { InvocationResult } from './invocation.ts';

interface QueuedEvent {
  readonly acceptedAt: number;
  /** Invokes the function once. */
  readonly attempt: () => Promise<InvocationResult>;
  readonly settings: EventSettings;
  /** How often the function failed. */
  readonly failures: number;
  /** How often it was throttled since. */
  readonly throttles: number;
}

/** What becomes of events that a function could not be given, or failed with. */
export interface EventSettings {
  /** How often an event is tried again after the function failed: 0 to 2. */
  readonly mostRetries: number;
  /** Seconds after which an event is given up. */
  readonly largestAgeSeconds: number;
}

const DEFAULT_SETTINGS: EventSettings = { mostRetries: 2, largestAgeSeconds: 6 * 60 * 60 };

/** Waits before the second and the third attempt. */
const RETRY_AFTER_MS = [MINUTE_MS, 2 * MINUTE_MS];
const LONGEST_BACKOFF_MS = 5 * MINUTE_MS;

/**
 * Events that functions get asynchronously. Where a function has no settings of its own, a failed event is tried twice
 * more, one and two minutes later; a throttled one is tried for six hours, at growing distances.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class EventQueue {
  readonly #clock: Clock;
  /** By the function's name. */
  readonly #settings = new Map<string, EventSettings>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param settings AWS's own when left out */
  configure(functionName: string, settings: EventSettings = DEFAULT_SETTINGS): void {
    this.#settings.set(functionName, settings);
  }

  /** Begins the first attempt at once; resolves when it is over, whatever came of it. */
  accept(functionName: string, attempt: QueuedEvent['attempt']): Promise<void> {
    const settings = this.#settings.get(functionName) ?? DEFAULT_SETTINGS;
    return this.#try({ acceptedAt: this.#clock.now(), attempt, settings, failures: 0, throttles: 0 });
  }

  async #try(event: QueuedEvent): Promise<void> {
    try {
      const { functionError } = await event.attempt();
      const delay = RETRY_AFTER_MS[event.failures];
      const isLast = event.failures >= event.settings.mostRetries;
      if (functionError === undefined || delay === undefined || isLast) return;
      this.#tryAfter(delay, { ...event, failures: event.failures + 1, throttles: 0 });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // Any other refusal means that the function was deleted, or that the sandbox is stopping.
      if (error.name !== 'TooManyRequestsException') return;
      const delay = Math.min(1000 * 2 ** event.throttles, LONGEST_BACKOFF_MS);
      this.#tryAfter(delay, { ...event, throttles: event.throttles + 1 });
    }
  }

  #tryAfter(delayMs: number, event: QueuedEvent): void {
    const time = this.#clock.now() + delayMs;
    const oldest = event.acceptedAt + event.settings.largestAgeSeconds * 1000;
    if (time <= oldest) this.#clock.at(time, () => this.#try(event));
  }
}
