/** A topic of the Simple Notification Service, with whom it tells. */
export interface Topic {
  readonly arn: string;
  /** The key that encrypts what is published; none when undefined. */
  readonly keyId: string | undefined;
  /** Topic policy as JSON. Without one, SNS's own lets the topic's account publish. */
  readonly policy: string | undefined;
  readonly subscriptions: readonly Subscription[];
}

interface Subscription {
  /** For example `email`. */
  readonly protocol: string;
  readonly endpoint: string;
}

/** The account's topics, their policies and subscriptions. What is sent to whom, nobody delivers. */
export class Topics {
  readonly #topics = new Map<string, Topic>();

  /** Makes a topic, or gives it another key; its policy and subscriptions stay. */
  put(arn: string, keyId: string | undefined): void {
    const { policy, subscriptions = [] } = this.#topics.get(arn) ?? {};
    this.#topics.set(arn, { arn, keyId, policy, subscriptions });
  }

  remove(arn: string): void {
    this.#topics.delete(arn);
  }

  /** @throws Error when there is no such topic */
  setPolicy(arn: string, policy: string | undefined): void {
    this.#topics.set(arn, { ...this.#existing(arn), policy });
  }

  /** @throws Error when there is no such topic */
  subscribe(arn: string, subscription: Subscription): void {
    const topic = this.#existing(arn);
    this.#topics.set(arn, { ...topic, subscriptions: [...topic.subscriptions, subscription] });
  }

  /** Takes a subscription away; one that is not there counts as taken away. */
  unsubscribe(arn: string, { protocol, endpoint }: Subscription): void {
    const topic = this.#topics.get(arn);
    if (topic === undefined) return;
    const isOther = (one: Subscription) => one.protocol !== protocol || one.endpoint !== endpoint;
    this.#topics.set(arn, { ...topic, subscriptions: topic.subscriptions.filter(isOther) });
  }

  find(arn: string): Topic | undefined {
    return this.#topics.get(arn);
  }

  #existing(arn: string): Topic {
    const topic = this.#topics.get(arn);
    if (topic === undefined) throw new Error(`The sandbox has no topic ${arn}.`);
    return topic;
  }
}
