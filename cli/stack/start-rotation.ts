import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { awaitRotation } from './await-rotation.ts';
import type { StackClient } from './deployed-stack.ts';
import type { Session } from './session.ts';

interface RotationOrder {
  /** Epoch milliseconds by the functions' clock. */
  readonly now: number;
  readonly isToWait: boolean;
}

/** What came of starting a rotation. */
interface StartedRotation {
  readonly client: string;
  readonly version_id: string;
  /** Whether its token is current; false when nobody waited for it. */
  readonly is_current: boolean;
}

/**
 * Starts a rotation by the rules as they were deployed, and waits for its end.
 * @throws CommandProblem when one that began before has not ended, or this one fails
 */
export async function startRotation(
  client: StackClient,
  { now, isToWait }: RotationOrder,
  session: Session,
): Promise<StartedRotation> {
  const versionId = await begin(client, session);
  if (isToWait) {
    await session.during(`Waiting for the new token of ${client.name}`, awaitRotation(client, versionId, now, session));
  }
  return { client: client.name, version_id: versionId, is_current: isToWait };
}

async function begin({ name, secretArn }: StackClient, { aws, command }: Session): Promise<string> {
  try {
    const { VersionId = '' } = await aws.secretsManager.send(new RotateSecretCommand({ SecretId: secretArn }));
    return VersionId;
  } catch (error) {
    if (!(error instanceof Error) || !/previous rotation/i.test(error.message)) throw error;
    throw new CommandProblem(
      `A rotation of ${name} began before and has not ended. To give it up and start another:`,
      EXIT.needsPerson,
      { code: 'ROTATION_UNDER_WAY', cure: command(`resume ${name}`) },
    );
  }
}

/** What a person is told of it. */
export function startedText({ client, version_id, is_current }: StartedRotation): string {
  return is_current
    ? `${client} has a new token, in version ${version_id}. The one before is revoked when its grace is over.`
    : `A rotation of ${client} has begun, to version ${version_id}.`;
}
