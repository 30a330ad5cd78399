import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
  type UpdateSecretVersionStageCommandInput,
} from '@aws-sdk/client-secrets-manager';
import {
  type ErrorSubject,
  LabelNotMoved,
  RotationNotStarted,
  SecretNotStored,
  SecretUnreadable,
  VersionAlreadyFilled,
} from '../core/errors.ts';
import type { DescribedSecret, SecretVersion, SecretVersions } from '../core/secret-versions.ts';
import { awsErrorName } from './aws-client-defaults.ts';

interface SecretVersionsOptions {
  readonly secretsManager: SecretsManagerClient;
  readonly secretArn: string;
  /** The client's name in the settings, for errors. */
  readonly client: string;
}

/** The versions and labels of one secret in Secrets Manager. */
export function secretVersions({ secretsManager, secretArn, client }: SecretVersionsOptions): SecretVersions {
  const moveLabel = async (move: Omit<UpdateSecretVersionStageCommandInput, 'SecretId'>, subject: ErrorSubject) => {
    try {
      await secretsManager.send(new UpdateSecretVersionStageCommand({ SecretId: secretArn, ...move }));
    } catch (error) {
      // So Secrets Manager answers when the label is not on the version it is to be taken off (belief: label-absent).
      const isGone = move.MoveToVersionId === undefined && awsErrorName(error) === 'InvalidParameterException';
      if (isGone) return;
      throw new LabelNotMoved(`Secrets Manager did not move the label ${move.VersionStage}: ${awsErrorName(error)}.`, {
        client,
        awsError: awsErrorName(error),
        ...subject,
      });
    }
  };

  return {
    async describe(): Promise<DescribedSecret> {
      try {
        const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: secretArn }));
        return {
          rotationEnabled: described.RotationEnabled ?? false,
          nextRotationAt: described.NextRotationDate?.getTime(),
          isDeleted: described.DeletedDate !== undefined,
          versions: described.VersionIdsToStages ?? {},
        };
      } catch (error) {
        throw new SecretUnreadable(`Secrets Manager did not describe the secret: ${awsErrorName(error)}.`, {
          client,
          awsError: awsErrorName(error),
          isAbsent: false,
        });
      }
    },

    async read({ versionId, label }): Promise<SecretVersion> {
      try {
        const read = await secretsManager.send(
          new GetSecretValueCommand({ SecretId: secretArn, VersionId: versionId, VersionStage: label }),
        );
        // Somebody may have put bytes: a token in them is one all the same.
        const value = read.SecretString ?? new TextDecoder().decode(read.SecretBinary);
        return { versionId: read.VersionId ?? '', value, labels: read.VersionStages ?? [] };
      } catch (error) {
        const which = [versionId, label].filter((part) => part !== undefined).join(' under ');
        throw new SecretUnreadable(`Secrets Manager did not give version ${which}: ${awsErrorName(error)}.`, {
          client,
          versionId,
          awsError: awsErrorName(error),
          // belief: value-not-there
          isAbsent: awsErrorName(error) === 'ResourceNotFoundException',
        });
      }
    },

    async put(versionId, value, labels): Promise<void> {
      try {
        await secretsManager.send(
          new PutSecretValueCommand({
            SecretId: secretArn,
            ClientRequestToken: versionId,
            SecretString: value,
            VersionStages: [...labels],
          }),
        );
      } catch (error) {
        // belief: token-used-again
        if (awsErrorName(error) === 'ResourceExistsException') {
          throw new VersionAlreadyFilled('The version holds another value already.', { client, versionId });
        }
        throw new SecretNotStored(
          `Secrets Manager did not confirm that the token was stored: ${awsErrorName(error)}.`,
          { client, versionId, awsError: awsErrorName(error) },
        );
      }
    },

    addLabel: (label, versionId) => moveLabel({ VersionStage: label, MoveToVersionId: versionId }, { versionId }),
    removeLabel: (label, versionId) =>
      moveLabel({ VersionStage: label, RemoveFromVersionId: versionId }, { versionId }),
    async startRotation(): Promise<void> {
      try {
        await secretsManager.send(new RotateSecretCommand({ SecretId: secretArn }));
      } catch (error) {
        throw new RotationNotStarted(`Secrets Manager did not start a rotation: ${awsErrorName(error)}.`, {
          client,
          awsError: awsErrorName(error),
        });
      }
    },

    // belief: stale-current
    moveCurrent: (from, to) =>
      moveLabel({ VersionStage: 'AWSCURRENT', RemoveFromVersionId: from, MoveToVersionId: to }, { versionId: to }),
  };
}
