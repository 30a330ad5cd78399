import type { DescribedSecret, SecretVersions } from './secret-versions.ts';
import type { VersionStages } from './version-labels.ts';

/** The labels of one secret as they were described, kept in step with the labels that are moved since. */
export class Ledger {
  readonly #secret: SecretVersions;
  #versions: VersionStages;

  constructor(secret: SecretVersions, versions: VersionStages) {
    this.#secret = secret;
    this.#versions = versions;
  }

  get versions(): VersionStages {
    return this.#versions;
  }

  /** @throws LabelNotMoved */
  async add(label: string, versionId: string): Promise<void> {
    await this.#secret.addLabel(label, versionId);
    // A label sits on one version only: it left the one that had it (belief: label-held-elsewhere).
    const others = this.#without(label);
    this.#versions = { ...others, [versionId]: [...(others[versionId] ?? []), label] };
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

  #without(label: string): Record<string, readonly string[]> {
    const left = Object.entries(this.#versions).map(
      ([versionId, labels]) => [versionId, labels.filter((other) => other !== label)] as const,
    );
    return Object.fromEntries(left.filter(([, labels]) => labels.length > 0));
  }
}
