import { performance } from 'node:perf_hooks';
import type { RecordedCall } from '../../traffic.ts';
import type { RotationEvent, RotationInvoker, RotationStepName } from './rotation-invoker.ts';
import type { Secret } from '../secret.ts';

export interface RotationStep {
  readonly name: RotationStepName;
  /** How long it really took. */
  readonly durationMs: number;
  readonly calls: readonly RecordedCall[];
}

/** One run through the steps of a rotation, or of testSecret alone. Times are epoch milliseconds. */
export interface RotationAttempt {
  readonly secretArn: string;
  readonly versionId: string;
  readonly kind: 'rotation' | 'test';
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: 'succeeded' | 'failed';
  readonly error?: string;
  readonly steps: readonly RotationStep[];
}

const STEPS = {
  rotation: ['createSecret', 'setSecret', 'testSecret', 'finishSecret'],
  test: ['testSecret'],
} as const;

/**
 * Invokes the rotation function for each step in turn, until one fails or rotation is turned off.
 * @param onStep is told every step that was run
 * @returns why it did not come to its end, if it did not
 */
export async function runSteps(
  secret: Secret,
  kind: RotationAttempt['kind'],
  event: Omit<RotationEvent, 'Step'>,
  invoker: RotationInvoker,
  onStep: (step: RotationStep) => void,
): Promise<string | undefined> {
  for (const name of STEPS[kind]) {
    // The caller of RotateSecret has its answer before the function is invoked.
    await Promise.resolve();
    if (secret.rotation?.enabled !== true || secret.deletion !== undefined)
      return `Rotation was turned off before ${name}.`;
    const begun = performance.now();
    const { error, calls } = await invoker.invoke(secret.rotation.functionArn, { Step: name, ...event }, secret.arn);
    onStep({ name, durationMs: performance.now() - begun, calls });
    if (error !== undefined) return `${name}: ${error}`;
  }
  return undefined;
}
