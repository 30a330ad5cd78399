import { LATEST } from './function-configuration.ts';

/** The function that somebody means. */
export interface FunctionReference {
  readonly functionName: string;
  /** Version or alias, when it was named. */
  readonly qualifier?: string;
}

/** ARN, partial ARN (`account:function:name`) or plain name, each with or without a qualifier. */
const FUNCTION_NAME = /^(?:(?:arn:[\w-]+:lambda:[\w-]+:)?\d{12}:function:)?([\w-]+)(?::(\$LATEST|[\w-]+))?$/;

/**
 * Reads the forms that the API's `FunctionName` may have; undefined when it has none of them.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function readFunctionName(name: string): FunctionReference | undefined {
  const [matched, functionName, qualifier] = FUNCTION_NAME.exec(name) ?? [];
  if (matched === undefined || functionName === undefined) return undefined;
  return qualifier === undefined ? { functionName } : { functionName, qualifier };
}

/** ARN with the qualifier behind it, `$LATEST` when none was named. */
export function qualifiedArn(functionArn: string, qualifier: string = LATEST): string {
  return `${functionArn}:${qualifier}`;
}
