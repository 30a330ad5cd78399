/** Whoever makes an AWS call. */
export interface Caller {
  readonly accountId: string;
  /** `arn:aws:iam::…:user/test`, or `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  readonly arn: string;
  /** The role behind an assumed-role session: `arn:aws:iam::…:role/<role>`. */
  readonly roleArn?: string;
  /** The stack account's administrator, to whom everything is allowed. */
  readonly isAdministrator: boolean;
  /** Value of the `x-amzn-trace-id` header, when it was sent. */
  readonly traceHeader?: string | undefined;
}

/** An object as it travels in AWS's JSON protocols: times are epoch seconds, binary values base64. */
export type WireObject = Readonly<Record<string, unknown>>;

/** A service of AWS's JSON protocol: Secrets Manager and KMS. */
export interface JsonService {
  /**
   * @param operation AWS's name, for example `GetSecretValue`
   * @throws AwsError as AWS would answer
   */
  call(operation: string, input: WireObject, caller: Caller): Promise<WireObject>;
}

/** An error as AWS answers it. */
export class AwsError extends Error {
  constructor(
    /** AWS's error name, for example `ResourceNotFoundException`. */
    override readonly name: string,
    message: string,
    /** HTTP status; client errors of the JSON protocols are 400, whatever they mean. */
    readonly status: number = 400,
  ) {
    super(message);
  }
}

/** Where the sandbox's stack lives. */
export const SANDBOX_ACCOUNT = '123456789012';
export const SANDBOX_REGION = 'us-east-1';
export const SANDBOX_PARTITION = 'aws';
