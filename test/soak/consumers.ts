import { setImmediate } from 'node:timers/promises';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Consumer } from '../../sandbox/demo/consumer.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/** Consumers that call the API without pause. */
export class Consumers {
  readonly #consumers: readonly Consumer[];

  constructor(sandbox: Sandbox, secretsManager: SecretsManagerClient, count: number) {
    const { clock, clients, apiBaseUrl } = sandbox;
    this.#consumers = Array.from({ length: count }, (_, index) => {
      const secretArn = clients[index % clients.length]?.secretArn ?? '';
      return new Consumer({ secretsManager, secretArn, apiBaseUrl, clock });
    });
  }

  get requests(): number {
    return this.#consumers.reduce((sum, { requests }) => sum + requests, 0);
  }

  /** How often the API refused one. */
  get refused(): number {
    return this.#consumers.reduce((sum, { failed }) => sum + failed, 0);
  }

  /** Calls until it is told that it is over. */
  async work(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => this.#workOf(consumer, signal)));
  }

  async #workOf(consumer: Consumer, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await consumer.sendJob();
      await setImmediate();
    }
  }
}
