import { InvokeCommand } from '@aws-sdk/client-lambda';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { codeOf } from '../terminal/explained.ts';
import type { Session } from './session.ts';

/** A function that answered with an error: its type, and a message that is fit to be shown. */
export class FunctionProblem extends CommandProblem {
  static {
    this.prototype.name = 'FunctionProblem';
  }
  /** For example `CurrentTokenGood`. */
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message, EXIT.needsPerson, { code: codeOf(errorType) });
    this.errorType = errorType;
  }
}

/**
 * Invokes a function of the stack and waits for its answer.
 * @param qualifier the alias to invoke it by
 * @throws FunctionProblem with the function's own words
 */
export async function invokeFunction<Answer>(
  { aws }: Session,
  functionName: string,
  event: object,
  qualifier?: string,
): Promise<Answer> {
  const { FunctionError, Payload } = await aws.lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      Payload: JSON.stringify(event),
      ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
    }),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null');
  if (FunctionError === undefined) return answer as Answer;
  const { errorType = 'an error', errorMessage = '' } = answer as { errorType?: string; errorMessage?: string };
  throw new FunctionProblem(errorType, errorMessage === '' ? `The function ${functionName} failed.` : errorMessage);
}
