import * as v from 'valibot';
import { InvalidRotationEvent } from '../core/errors.ts';
import { type Door, readInput, text } from '../lambda/read-input.ts';

// belief: rotation-event
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/**
 * What Secrets Manager invokes a rotation function with. It also sends a RotationToken, which only a function that
 * calls through an assumed role needs; further fields may come.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
const EVENT = v.object({ Step: v.picklist(STEPS), ClientRequestToken: text(/^.{32,64}$/s), SecretId: text(/./) });

const DOOR: Door<typeof EVENT.entries> = {
  name: 'The event',
  shape: EVENT,
  noObject: 'The event is not an object: this function is to be invoked by Secrets Manager.',
  problems: {
    Step: `The event's Step is none of ${STEPS.join(', ')}.`,
    ClientRequestToken: "The event's ClientRequestToken is not a text of 32 to 64 characters.",
    SecretId: "The event's SecretId is missing or not a text.",
  },
  refuse: (message) => new InvalidRotationEvent(message),
};

export type RotationStep = (typeof STEPS)[number];

export interface RotationEvent {
  readonly step: RotationStep;
  /** ARN of the secret. */
  readonly secretId: string;
  /** Id of the version that the rotation fills. */
  readonly versionId: string;
}

/** @throws InvalidRotationEvent naming the field, never its value: the event may hold a RotationToken */
export function readRotationEvent(event: unknown): RotationEvent {
  const { Step: step, SecretId: secretId, ClientRequestToken: versionId } = readInput(event, DOOR);
  return { step, secretId, versionId };
}
