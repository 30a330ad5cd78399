import { pointsIn } from '../../sandbox/cloudwatch/embedded-metrics.ts';
import type { MetricPoint } from '../../sandbox/cloudwatch/metric.ts';

/** What the sweep's metrics say, added up over a whole run. */
export class SweepBooks {
  readonly #latest = new Map<string, number>();
  revoked = 0;
  unaccounted = 0;

  /** Takes a line that a function wrote. */
  read(line: string): void {
    for (const metric of pointsIn(line)) this.#enter(metric);
  }

  /** The latest value of a client's metric. */
  latest(name: string, client: string): number | undefined {
    return this.#latest.get(`${name} ${client}`);
  }

  #enter({ name, value, dimensions }: MetricPoint): void {
    if (name === 'RevokedTokens') this.revoked += value;
    if (name === 'UnaccountedTokens') this.unaccounted += value;
    const { client } = dimensions;
    if (client !== undefined) this.#latest.set(`${name} ${client}`, value);
  }
}
