/**
 * The environment variables that the stack gives this function. A variable that is not here does not exist. It serves
 * every consumer of its stack: which of them, the alias says that it is invoked by.
 */
export interface VendShortTermTokenEnvironment {
  readonly POWERTOOLS_SERVICE_NAME: string;
  readonly POWERTOOLS_METRICS_NAMESPACE: string;
}
