/**
 * The environment variables that the stack gives this function. A variable that is not here does not exist. It serves
 * every client of its stack.
 */
export interface RevokeSupersededTokensEnvironment {
  /** How often the schedule has it run. */
  readonly SWEEP_EVERY_SECONDS: string;
  /** How often it asks the API whether a client's current token works; 0: never. */
  readonly CHECK_EVERY_SECONDS: string;
}
