import type { DescribedSecret, SecretVersions } from './secret-versions.ts';
import {
  carries,
  CURRENT,
  dueLabel,
  dueLabels,
  entries,
  isStored,
  ownLabels,
  PENDING,
  PREVIOUS,
  SHORTEST_DUE_MS,
  storedLabel,
  type VersionStages,
} from './version-labels.ts';

/**
 * The labels of one secret as they were described, kept in step with the labels that are moved since. Its verbs are all
 * that can happen to a token. Each stops at the first label that Secrets Manager does not move.
 */
export class Ledger {
  readonly #secret: SecretVersions;
  readonly #clock: () => number;
  #versions: VersionStages;

  /** @param clock epoch milliseconds */
  constructor(secret: SecretVersions, clock: () => number, versions: VersionStages) {
    this.#secret = secret;
    this.#clock = clock;
    this.#versions = versions;
  }

  get versions(): VersionStages {
    return this.#versions;
  }

  /** The version's token is live, and nothing ends it. @throws LabelNotMoved */
  async accept(versionId: string): Promise<void> {
    if (!isStored(this.#versions, versionId)) await this.add(storedLabel(versionId), versionId);
    await this.clearDue(versionId);
  }

  /** The time is over at which the version was to end: somebody made it current again. @throws LabelNotMoved */
  async clearDue(versionId: string): Promise<void> {
    await this.#removeAll(dueLabels(this.#versions, versionId), versionId);
  }

  /**
   * Makes the version current in the other's place, which Secrets Manager refuses unless that one still is. A move whose
   * answer was lost cannot be repeated, so what became of it is looked up.
   * @throws LabelNotMoved
   */
  async promote(versionId: string, current: string): Promise<void> {
    try {
      await this.#secret.moveCurrent(current, versionId);
    } catch (error) {
      const { versions } = await this.refresh();
      if (!carries(versions, versionId, CURRENT)) throw error;
      return;
    }
    this.#put(CURRENT, versionId);
    // Secrets Manager does that by itself.
    this.#put(PREVIOUS, current);
  }

  /** The version was current and is not any more: its token ends when the grace is over. @throws LabelNotMoved */
  async supersede(versionId: string, graceSeconds: number): Promise<void> {
    const due = graceSeconds === 0 ? this.#presentSecond() : this.#clock() + graceSeconds * 1000;
    await this.add(dueLabel(due, versionId), versionId);
  }

  /** The token ends now, whatever grace it had. @throws LabelNotMoved */
  async hasten(versionId: string): Promise<void> {
    const dueNow = dueLabel(this.#presentSecond(), versionId);
    // Another order may have put the same label in this very second.
    const later = dueLabels(this.#versions, versionId).filter((label) => label !== dueNow);
    await this.add(dueNow, versionId);
    await this.#removeAll(later, versionId);
  }

  /**
   * The version can never be promoted. Its token ends in an hour: it never was current, so it needs no grace, but an
   * invocation may be past its guard.
   * @throws LabelNotMoved
   */
  async giveUp(versionId: string): Promise<void> {
    await this.add(dueLabel(this.#clock() + SHORTEST_DUE_MS, versionId), versionId);
    await this.remove(PENDING, versionId);
  }

  /** Makes way for another rotation. @throws LabelNotMoved */
  async release(versionId: string, { holdsToken }: { readonly holdsToken: boolean }): Promise<void> {
    await (holdsToken ? this.giveUp(versionId) : this.remove(PENDING, versionId));
  }

  /** The version's token is no more. @throws LabelNotMoved */
  async end(versionId: string): Promise<void> {
    await this.#removeAll(ownLabels(this.#versions, versionId), versionId);
  }

  /** Another version answers for the same token; an order for this one stays open. @throws LabelNotMoved */
  async leaveToOther(versionId: string): Promise<void> {
    const orders = new Set(entries(this.#versions, 'revoke-now').map(({ label }) => label));
    const others = ownLabels(this.#versions, versionId).filter((label) => !orders.has(label));
    await this.#removeAll(others, versionId);
  }

  /** @throws LabelNotMoved */
  async add(label: string, versionId: string): Promise<void> {
    await this.#secret.addLabel(label, versionId);
    this.#put(label, versionId);
  }

  /** @throws LabelNotMoved */
  async remove(label: string, versionId: string): Promise<void> {
    await this.#secret.removeLabel(label, versionId);
    this.#versions = this.#without(label);
  }

  /** Looks at the secret anew: other invocations move labels too. @throws SecretUnreadable */
  async refresh(): Promise<DescribedSecret> {
    const described = await this.#secret.describe();
    this.#versions = described.versions;
    return described;
  }

  /** It is over already: what is due now must not become due in a moment. */
  #presentSecond(): number {
    return Math.floor(this.#clock() / 1000) * 1000;
  }

  async #removeAll(labels: readonly string[], versionId: string): Promise<void> {
    for (const label of labels) await this.remove(label, versionId);
  }

  /** A label sits on one version only: it left the one that had it (belief: label-held-elsewhere). */
  #put(label: string, versionId: string): void {
    const others = this.#without(label);
    this.#versions = { ...others, [versionId]: [...(others[versionId] ?? []), label] };
  }

  #without(label: string): Record<string, readonly string[]> {
    const left = Object.entries(this.#versions).map(
      ([versionId, labels]) => [versionId, labels.filter((other) => other !== label)] as const,
    );
    return Object.fromEntries(left.filter(([, labels]) => labels.length > 0));
  }
}
