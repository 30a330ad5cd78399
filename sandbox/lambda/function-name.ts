import { LATEST } from './function-configuration.ts';

/** The function that somebody means. */
export interface FunctionReference {
  readonly functionName: string;
  /** Version or alias, when it was named. */
  readonly qualifier?: string | undefined;
  /** Of a whole ARN. */
  readonly region?: string | undefined;
  /** Of a whole or partial ARN. */
  readonly accountId?: string | undefined;
}

const BEFORE_THE_NAME = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?`;

/** What AWS says a function's name must look like, with a version or alias or without. */
export const ANY_FUNCTION_NAME = new RegExp(
  String.raw`${BEFORE_THE_NAME}([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`,
);

/** The same for the operations on aliases. */
export const PLAIN_FUNCTION_NAME = new RegExp(
  String.raw`${BEFORE_THE_NAME}([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`,
);

const PARTS =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:(?<region>[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<accountId>\d{12}):)?(?:function:)?(?<functionName>[\w.-]+)(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[\w-]+))?$/;

/**
 * Reads the forms that the API's `FunctionName` may have: ARN, partial ARN (`account:function:name`) or plain name,
 * each with or without a qualifier; undefined when it has none of them.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function readFunctionName(name: string): FunctionReference | undefined {
  const { functionName, ...parts } = PARTS.exec(name)?.groups ?? {};
  return functionName === undefined ? undefined : { functionName, ...parts };
}

/** ARN with the qualifier behind it, `$LATEST` when none was named. */
export function qualifiedArn(functionArn: string, qualifier: string = LATEST): string {
  return `${functionArn}:${qualifier}`;
}
