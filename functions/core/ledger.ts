import type { DescribedSecret, SecretVersions } from './secret-versions.ts';
import {
  carries,
  CURRENT,
  dueLabel,
  entries,
  freeLabels,
  givenUpLabel,
  isStored,
  type LedgerEntry,
  ownEntries,
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
    await this.clearEnd(versionId);
  }

  /** The version does not end: somebody made it current, again or although it was given up. @throws LabelNotMoved */
  async clearEnd(versionId: string): Promise<void> {
    for (const kind of ['due', 'given-up'] as const) await this.#removeAll(this.#own(kind, versionId), versionId);
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

  /** The version was current at a time that nobody wrote down: its grace begins now, and is an hour at least. @throws LabelNotMoved */
  async supersedeLate(versionId: string, graceSeconds: number): Promise<void> {
    await this.supersede(versionId, Math.max(graceSeconds, SHORTEST_DUE_MS / 1000));
  }

  /**
   * The token ends now, whatever grace it had. Where no label is free nothing says so: whoever hastens it knows.
   * @throws LabelNotMoved
   */
  async hasten(versionId: string): Promise<void> {
    const dueNow = dueLabel(this.#presentSecond(), versionId);
    if (freeLabels(this.#versions) === 0 && !carries(this.#versions, versionId, dueNow)) return;
    // Another order may have put the same label in this very second.
    const later = this.#own('due', versionId).filter((label) => label !== dueNow);
    await this.add(dueNow, versionId);
    await this.#removeAll(later, versionId);
  }

  /**
   * The version never was current. Its token needs no grace, but ends in an hour at the soonest: an invocation may be
   * past its guard and promote it.
   * @throws LabelNotMoved
   */
  async giveUp(versionId: string, waitSeconds = 0): Promise<void> {
    const time = this.#clock() + Math.max(waitSeconds * 1000, SHORTEST_DUE_MS);
    await this.add(givenUpLabel(time, versionId), versionId);
  }

  /**
   * Makes way for another rotation: the version is not pending any more. It frees a label before it takes one. What says
   * since when it was pending goes last, where that can be: without it, a release that is cut off waits for hours again.
   * @throws LabelNotMoved
   */
  async release(versionId: string, { holdsToken }: { readonly holdsToken: boolean }): Promise<void> {
    const attempts = ownEntries(this.#versions, 'begun', versionId);
    const since = entries(this.#versions, 'pending-since').filter((entry) => entry.versionId === versionId);
    for (const { label, holder } of attempts) await this.remove(label, holder);
    const isRoomNeeded = holdsToken && freeLabels(this.#versions) === 0;
    if (isRoomNeeded) for (const { label, holder } of since) await this.remove(label, holder);
    if (holdsToken) await this.giveUp(versionId);
    await this.remove(PENDING, versionId);
    if (!isRoomNeeded) for (const { label, holder } of since) await this.remove(label, holder);
  }

  /** The version's token is no more. @throws LabelNotMoved */
  async end(versionId: string): Promise<void> {
    await this.#removeAll(ownLabels(this.#versions, versionId), versionId);
  }

  /** Another version answers for the same token; an order for this one stays open. @throws LabelNotMoved */
  async leaveToOther(versionId: string): Promise<void> {
    const orders = this.#own('revoke-now', versionId);
    const others = ownLabels(this.#versions, versionId).filter((label) => !orders.includes(label));
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

  #own(kind: LedgerEntry['kind'], versionId: string): string[] {
    return ownEntries(this.#versions, kind, versionId).map(({ label }) => label);
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
