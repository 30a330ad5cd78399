import { DescribeRuleCommand, RuleState } from '@aws-sdk/client-eventbridge';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import type { Session } from '../stack/session.ts';
import type { Cures } from './cures.ts';
import type { Finding } from './finding.ts';

const STOPPED = 'Nothing is revoked, healed or replaced by itself until it is on again.';

/** Whether the sweep still comes by itself: somebody may have disabled its rule, or deleted it. */
export async function scheduleFindings(stack: DeployedStack, cures: Cures, session: Session): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const name of stack.ruleNames) {
    const state = await stateOf(name, session);
    if (state === RuleState.DISABLED) {
      const what = `The sweep’s rule ${name} is disabled. ${STOPPED}`;
      found.push({ id: 'sweep-off', what, command: cures.enableRule(name) });
    } else if (state === 'missing') {
      const what = `The sweep’s rule ${name} is gone. ${STOPPED}`;
      found.push({ id: 'sweep-off', what, command: cures.redeploy({ stack }) });
    }
  }
  return found;
}

/** Undefined where the operator may not see it. */
async function stateOf(Name: string, { aws }: Session): Promise<RuleState | 'missing' | undefined> {
  try {
    return (await aws.eventBridge.send(new DescribeRuleCommand({ Name }))).State;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'ResourceNotFoundException') return 'missing';
    if (name === 'AccessDeniedException') return undefined;
    throw error;
  }
}
