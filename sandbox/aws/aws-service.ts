import type { LoopbackRequest, LoopbackResponse } from '../loopback-server.ts';

/** Whoever makes an AWS call. */
export interface Caller {
  readonly accountId: string;
  /** `arn:aws:iam::…:user/test`, or `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  readonly arn: string;
  /** The role behind an assumed-role session: `arn:aws:iam::…:role/<role>`. */
  readonly roleArn?: string;
  /** The stack account's administrator, to whom everything is allowed. */
  readonly isAdministrator: boolean;
  /** The region that the call was signed for, where it is not the sandbox's own. */
  readonly region?: string;
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

/** A service of AWS's REST protocol: Lambda. */
export interface RestService {
  /** AWS's name of the operation, for example `Invoke`. */
  operationOf(request: LoopbackRequest): string;
  /** @throws AwsError as AWS would answer; it becomes a REST-JSON error */
  handle(request: LoopbackRequest, caller: Caller): Promise<LoopbackResponse>;
}

/** Lambda's function URLs, which answer plain HTTP requests. */
export interface UrlService {
  /** The function, with its alias if it is one's, as `Authorise` wants it; undefined when there is no such URL. */
  targetOf(request: LoopbackRequest): WireObject | undefined;
  /** @throws AwsError as Lambda would answer */
  handle(request: LoopbackRequest, caller: Caller): Promise<LoopbackResponse>;
}

/** What an error answer carries besides its name and message. */
interface ErrorDetails {
  /** Further fields of the body, for example Lambda's `Reason`. */
  readonly fields?: WireObject;
  /** Further headers, for example `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error as AWS answers it. */
export class AwsError extends Error {
  /** AWS's error name, for example `ResourceNotFoundException`. */
  override readonly name: string;
  /** HTTP status; client errors of the JSON protocols are 400, whatever they mean. */
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(name: string, message: string, status = 400, details: ErrorDetails = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.details = details;
  }
}

/** Where the sandbox's stack lives. */
export const SANDBOX_ACCOUNT = '123456789012';
export const SANDBOX_REGION = 'us-east-1';
export const SANDBOX_PARTITION = 'aws';
