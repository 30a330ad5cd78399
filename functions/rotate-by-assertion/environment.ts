import type { SigningKeyVariables } from '../grants/signing-key-slots.ts';
import type { RotationEnvironment } from '../rotation/environment.ts';

/** The environment variables that the stack gives this function. A variable that is not here does not exist. */
export type RotateByAssertionEnvironment = RotationEnvironment & SigningKeyVariables;
