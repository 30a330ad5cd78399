/** The environment variables that the stack gives this function. A variable that is not here does not exist. */
export interface RotateByAssertionEnvironment {
  /** The client's name in the configuration: the key of its settings in `settings.json`. */
  readonly CLIENT_NAME: string;
  /** ARN of the one secret that this function rotates. */
  readonly TOKEN_SECRET_ARN: string;
  /** ARN of the KMS key that signs the client's assertions. */
  readonly SIGNING_KEY_ARN: string;
  /** The keys by their slots, `a=<ARN>` or `a=<ARN> b=<ARN>`: the one that signs, and its predecessor or successor. */
  readonly SIGNING_KEY_SLOTS: string;
  readonly POWERTOOLS_SERVICE_NAME: string;
  readonly POWERTOOLS_METRICS_NAMESPACE: string;
}
