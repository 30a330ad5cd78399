import { inSession, type Session } from '../../stack/session.ts';
import type { Run } from '../run.ts';

/**
 * Works on a stack of the run as the operator's commands do.
 * @throws CommandProblem when there is no such stack | Error of AWS
 */
export function inSessionOf<T>(run: Run, stack: string, work: (session: Session) => Promise<T>): Promise<T> {
  const { region, endpoint, terminal } = run;
  const options = { stack, region, json: true, ...(endpoint !== undefined && { endpoint }) };
  // Where it works was said at the beginning of the run.
  const context = { terminal: { ...terminal, err: () => undefined }, endWith: () => undefined };
  return inSession(options, context, work);
}
