import { InvalidRotationEvent } from '../core/errors.ts';

// belief: rotation-event
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

export type RotationStep = (typeof STEPS)[number];

/**
 * What Secrets Manager invokes a rotation function with. It also sends a RotationToken, which only a function that
 * calls through an assumed role needs; further fields may come.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export interface RotationEvent {
  readonly step: RotationStep;
  /** ARN of the secret. */
  readonly secretId: string;
  /** Id of the version that the rotation fills. */
  readonly versionId: string;
}

/** @throws InvalidRotationEvent naming the field, never its value: the event may hold a RotationToken */
export function parseRotationEvent(event: unknown): RotationEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new InvalidRotationEvent('The event is not an object: this function is to be invoked by Secrets Manager.');
  }
  const fields = event as Record<string, unknown>;
  const step = STEPS.find((known) => known === fields['Step']);
  if (step === undefined) {
    throw new InvalidRotationEvent(`The event's Step is none of ${STEPS.join(', ')}.`);
  }
  const versionId = textOf(fields, 'ClientRequestToken');
  if (versionId.length < 32 || versionId.length > 64) {
    throw new InvalidRotationEvent("The event's ClientRequestToken does not have 32 to 64 characters.");
  }
  return { step, secretId: textOf(fields, 'SecretId'), versionId };
}

function textOf(fields: Record<string, unknown>, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (typeof value !== 'string' || value === '') {
    throw new InvalidRotationEvent(`The event's ${name} is missing or not a text.`);
  }
  return value;
}
