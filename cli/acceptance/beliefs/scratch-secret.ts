import { randomUUID } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { VersionStages } from '../../../functions/core/version-labels.ts';
import { Disproved } from '../probe.ts';
import type { Run } from '../run.ts';

/** Secrets Manager is eventually consistent: so long a change may take to be seen. */
const SEEN_WITHIN_SECONDS = 60;

/** A secret of the run's own, asked by the very calls that the functions make. */
export class ScratchSecret {
  readonly id: string;
  /** The version that it was made with. */
  readonly first: string;
  readonly #run: Run;

  constructor(run: Run, id: string, first: string) {
    this.#run = run;
    this.id = id;
    this.first = first;
  }

  /** Stores a version. @returns its id */
  async put(
    labels: readonly string[],
    value: string = randomUUID(),
    versionId: string = randomUUID(),
  ): Promise<string> {
    await this.#run.aws.secretsManager.send(
      new PutSecretValueCommand({
        SecretId: this.id,
        ClientRequestToken: versionId,
        SecretString: value,
        VersionStages: [...labels],
      }),
    );
    return versionId;
  }

  async move(label: string, versions: { readonly from?: string; readonly to?: string }): Promise<void> {
    await this.#run.aws.secretsManager.send(
      new UpdateSecretVersionStageCommand({
        SecretId: this.id,
        VersionStage: label,
        ...(versions.from !== undefined && { RemoveFromVersionId: versions.from }),
        ...(versions.to !== undefined && { MoveToVersionId: versions.to }),
      }),
    );
  }

  async read(versionId: string | undefined, label?: string): Promise<string> {
    const { SecretString = '' } = await this.#run.aws.secretsManager.send(
      new GetSecretValueCommand({
        SecretId: this.id,
        ...(versionId !== undefined && { VersionId: versionId }),
        ...(label !== undefined && { VersionStage: label }),
      }),
    );
    return SecretString;
  }

  async labels(): Promise<VersionStages> {
    const described = await this.#run.aws.secretsManager.send(new DescribeSecretCommand({ SecretId: this.id }));
    return described.VersionIdsToStages ?? {};
  }

  /**
   * The labels, once they are as they must be.
   * @param what what they must be like, in words
   * @throws Disproved with the labels that there are
   */
  async labelsOnce(what: string, isSo: (labels: VersionStages) => boolean): Promise<VersionStages> {
    let seen: VersionStages = {};
    try {
      return await this.#run.waiting.until(what, { within: SEEN_WITHIN_SECONDS, every: 2 }, async () => {
        seen = await this.labels();
        return isSo(seen) ? seen : undefined;
      });
    } catch (error) {
      if (!(error instanceof Disproved)) throw error;
      throw new Disproved(`${what}: no. The labels are ${JSON.stringify(seen)}`);
    }
  }
}
