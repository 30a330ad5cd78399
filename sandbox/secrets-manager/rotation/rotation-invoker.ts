import type { RecordedCall } from '../../traffic.ts';

export type RotationStepName = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/** What a rotation function is invoked with, once for each step. */
export interface RotationEvent {
  readonly Step: RotationStepName;
  /** The secret's ARN. */
  readonly SecretId: string;
  /** The id of the version to make. */
  readonly ClientRequestToken: string;
  /** Proves to PutSecretValue that the rotation asks for it; a secret. */
  readonly RotationToken: string;
}

/** How Secrets Manager reaches the functions that rotate. */
export interface RotationInvoker {
  /** Whether the function exists and its policy lets Secrets Manager invoke it for this secret. */
  mayInvoke(functionArn: string, secretArn: string): boolean;
  /**
   * Invokes the function synchronously, as secretsmanager.amazonaws.com. Never rejects.
   * @returns the calls it made, and `error` when it failed in any way
   */
  invoke(
    functionArn: string,
    event: RotationEvent,
    secretArn: string,
  ): Promise<{ readonly error?: string; readonly calls: readonly RecordedCall[] }>;
}
