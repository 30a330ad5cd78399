import type { Construct } from 'constructs';
import type { RotationEnvironment } from '../../functions/rotation/environment.ts';
import { TokenFunction } from '../token-function.ts';
import type { GrantRotation, GrantRotationProps } from './grant-rotation.ts';

/** Rotation by a short-term token of the current long-term token: there is nothing else to make. */
export function shortTermTokenRotation(scope: Construct, props: GrantRotationProps): GrantRotation {
  const { environment, functionProps } = props;
  return {
    rotation: new TokenFunction<RotationEnvironment>(scope, 'Rotation', {
      ...functionProps,
      environment,
    }),
  };
}
