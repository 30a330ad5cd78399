import type { Report } from '../../functions/revoke-superseded-tokens/operator-answers.ts';
import { SWEEP } from '../../infra/function-names.ts';
import { functionOf, type StackClient } from './deployed-stack.ts';
import { invokeFunction } from './invoke-function.ts';
import type { Session } from './session.ts';

/**
 * What the stack's functions say of the clients, and their time, which is the one that labels and logs go by.
 * @throws FunctionProblem
 */
export async function askFunctions({ stack }: Pick<StackClient, 'stack'>, session: Session): Promise<Report> {
  return invokeFunction<Report>(session, functionOf(stack, SWEEP).name, { report: true });
}
