/** What is said on the command line. */
export interface AcceptOptions {
  readonly region?: string;
  readonly endpoint?: string;
  /** Address of the sandbox's console. */
  readonly sandbox?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  /** Base URL of the API that the stack talks to. */
  readonly api?: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly otpFile?: string;
  readonly scope: readonly string[];
  readonly replicaRegion?: string;
  /** Name of an earlier run, to delete what it left. */
  readonly cleanUp?: string;
}
