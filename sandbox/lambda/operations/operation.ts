import * as v from 'valibot';
import { operationsOn } from '../../aws/operation.ts';
import { patterned, text } from '../../aws/request-shape.ts';
import { ANY_FUNCTION_NAME } from '../function-name.ts';
import type { FunctionUrl } from '../function-urls.ts';
import type { Lambda } from '../lambda.ts';

/** What the operations work with. */
export interface Setting {
  readonly lambda: Lambda;
  /** The addresses of a function and its aliases, by its name. */
  readonly urlsOf: (functionName: string) => readonly FunctionUrl[];
}

/** An operation whose request has a shape; its members come from the path, the query, the headers and the body. */
export const operation = operationsOn<Setting>();

/** Name, partial ARN or ARN; which of them it is, is looked at when the function is looked up. */
export const functionName = text(1, 140);

export const aliasName = patterned(1, 128, /^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$/);

/** A function, or one of its versions or aliases. */
export const functionMembers = {
  FunctionName: patterned(1, 256, ANY_FUNCTION_NAME),
  Qualifier: v.optional(patterned(1, 128, new RegExp(String.raw`\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`))),
};
