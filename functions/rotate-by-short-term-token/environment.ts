/** The environment variables that the stack gives this function. A variable that is not here does not exist. */
export interface RotateByShortTermTokenEnvironment {
  /** The client's name in the settings: the key of its settings in `settings.json`. */
  readonly CLIENT_NAME: string;
  /** ARN of the one secret that this function rotates. */
  readonly TOKEN_SECRET_ARN: string;
  readonly POWERTOOLS_SERVICE_NAME: string;
  readonly POWERTOOLS_METRICS_NAMESPACE: string;
}
