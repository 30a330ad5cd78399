/**
 * The environment variables that the stack gives every function that rotates; a grant may add some. A variable that is
 * not here does not exist.
 */
export interface RotationEnvironment {
  /** The client's name in the settings: the key of its settings in `settings.json`. */
  readonly CLIENT_NAME: string;
  /** ARN of the one secret that this function rotates. */
  readonly TOKEN_SECRET_ARN: string;
}
