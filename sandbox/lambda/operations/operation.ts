import { type Caller, type WireObject } from '../../aws/aws-service.ts';
import { patterned, text } from '../../aws/request-shape.ts';
import { operationsOn } from '../../aws/operation.ts';
import type { FunctionUrl } from '../function-urls.ts';
import type { Lambda } from '../lambda.ts';

/** What the operations work with. */
export interface Setting {
  readonly lambda: Lambda;
  /** The addresses of a function and its aliases, by its name. */
  readonly urlsOf: (functionName: string) => readonly FunctionUrl[];
}

/**
 * An operation that reads; its input is what stands in the path and the query.
 * @throws AwsError as AWS would answer
 */
export type Operation = (input: WireObject, caller: Caller, setting: Setting) => WireObject;

/** An operation whose request has a shape. */
export const operation = operationsOn<Setting>();

/** Name, partial ARN or ARN; which of them it is, is looked at when the function is looked up. */
export const functionName = text(1, 140);

export const aliasName = patterned(1, 128, /^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$/);
