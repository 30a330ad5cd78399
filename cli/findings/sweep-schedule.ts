import { DescribeRuleCommand, RuleState } from '@aws-sdk/client-eventbridge';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import type { Session } from '../stack/session.ts';
import { unlessRefused } from '../facts/unless-refused.ts';
import type { Cures } from './cures.ts';
import type { Finding } from './finding.ts';

const STOPPED = 'Nothing is revoked, healed or replaced by itself until it is on again.';

/** Whether the sweep still comes by itself: somebody may have disabled its rule, or deleted it. */
export async function sweepScheduleFindings(stack: DeployedStack, cures: Cures, session: Session): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const name of stack.ruleNames) {
    const rule = await unlessRefused(session.aws.eventBridge.send(new DescribeRuleCommand({ Name: name })));
    if (rule === 'missing') {
      const what = `The sweep’s rule ${name} is gone. ${STOPPED}`;
      found.push({ id: 'sweep-off', what, command: cures.redeploy({ stack }) });
    } else if (rule?.State === RuleState.DISABLED) {
      const what = `The sweep’s rule ${name} is disabled. ${STOPPED}`;
      found.push({ id: 'sweep-off', what, command: cures.enableRule(name) });
    }
  }
  return found;
}
