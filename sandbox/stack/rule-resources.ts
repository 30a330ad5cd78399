import type { EventRules } from '../events/event-rules.ts';
import type { RuleDefinition } from '../events/rule.ts';
import type { ResourceMakers } from './deployment.ts';
import { physicalName } from './physical-name.ts';
import type { ResourceChanges } from './stack-update.ts';

interface RuleProperties {
  readonly Name?: string;
  readonly Description?: string;
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly EventPattern?: unknown;
  readonly Targets?: readonly TargetProperties[];
}

interface TargetProperties {
  readonly Id: string;
  readonly Arn: string;
  readonly Input?: string;
  readonly RetryPolicy?: object;
  readonly [other: string]: unknown;
}

/** What of a target changes nothing here: the sandbox's Lambda accepts every event at once. */
const UNDERSTOOD = new Set(['Id', 'Arn', 'Input', 'RetryPolicy']);

/** Rules that run functions on a schedule. */
export function ruleResources(rules: EventRules): ResourceMakers {
  return {
    'AWS::Events::Rule': async (resource) => {
      const {
        Name,
        Description,
        ScheduleExpression,
        State,
        EventPattern,
        Targets = [],
      } = resource.properties as RuleProperties;
      const name = Name ?? physicalName(resource);
      if (ScheduleExpression === undefined || EventPattern !== undefined) {
        throw new Error(`The sandbox knows rules with a schedule alone (${resource.logicalId}).`);
      }
      const arn = rules.put({
        name,
        description: Description,
        scheduleExpression: ScheduleExpression,
        isEnabled: State !== 'DISABLED',
        targets: Targets.map((target) => targetOf(target, resource.logicalId)),
      });
      return { ref: name, attributes: { Arn: arn } };
    },
  };
}

/** What becomes of a rule. */
export function ruleChanges(rules: EventRules): ResourceChanges {
  return { 'AWS::Events::Rule': { isMadeAnew: true, remove: async ({ physical }) => rules.remove(physical.ref) } };
}

/** @throws Error for what the sandbox does not know: what would be deployed must not be left out here */
function targetOf(target: TargetProperties, logicalId: string): RuleDefinition['targets'][number] {
  const unknown = Object.keys(target).find((property) => !UNDERSTOOD.has(property));
  if (unknown !== undefined) throw new Error(`The sandbox does not know ${unknown} of a rule's target (${logicalId}).`);
  if (!target.Arn.includes(':lambda:')) throw new Error(`The sandbox's rules invoke functions alone (${logicalId}).`);
  return { id: target.Id, functionArn: target.Arn, input: target.Input, retryPolicy: target.RetryPolicy };
}
