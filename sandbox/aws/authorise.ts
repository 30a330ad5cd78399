import type { ServiceName } from '../service-name.ts';
import type { Caller, WireObject } from './aws-service.ts';

/** What a call is about, as far as a service tells it. */
export interface CallSubject {
  /** ARN of what the service acts for: a rule, a secret, an alarm, a log group. */
  readonly sourceArn?: string;
  /** Of the secret. */
  readonly versionId?: string;
  /** Of the function URL. */
  readonly authType?: string;
  /** Account of whoever called the service. */
  readonly callerAccount?: string;
  /** Where the calling service is, if not where it calls. */
  readonly serviceRegion?: string;
}

/**
 * Decides whether a caller may make a call. For Lambda the input holds `FunctionName` and `Qualifier` of the path
 * and query; for STS, the form's fields.
 * @throws AwsError `AccessDeniedException`
 */
export type Authorise = (call: {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: WireObject;
  readonly caller: Caller;
  /** The service that makes the call in the caller's name, and what it makes it for. */
  readonly via?: CallSubject & { readonly service: string };
}) => void;
