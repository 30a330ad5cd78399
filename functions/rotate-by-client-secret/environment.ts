import type { RotationEnvironment } from '../rotation/environment.ts';

/** The environment variables that the stack gives this function. A variable that is not here does not exist. */
export interface RotateByClientSecretEnvironment extends RotationEnvironment {
  /** ARN of the secret that holds the client's secret, as an operator put it: `{"client_secret":"…"}`. */
  readonly CLIENT_SECRET_ARN: string;
}
