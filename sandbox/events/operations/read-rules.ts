import * as v from 'valibot';
import type { WireObject } from '../../aws/aws-service.ts';
import type { StandingRule } from '../rule.ts';
import { busName, operation, listed, paging, requireDefaultBus, ruleName } from './operation.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export const listRules = operation(
  v.object({ NamePrefix: v.optional(ruleName), EventBusName: busName, ...paging }),
  ({ NamePrefix, EventBusName, ...page }, _caller, setting) => {
    requireDefaultBus(EventBusName, setting);
    const { items, next } = listed(
      setting.rules.all().filter(({ name }) => name.startsWith(NamePrefix ?? '')),
      page,
    );
    return { Rules: items.map(shown), ...next };
  },
);

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export const describeRule = operation(
  v.object({ Name: ruleName, EventBusName: busName }),
  ({ Name, EventBusName }, _caller, setting) => {
    requireDefaultBus(EventBusName, setting);
    return { ...shown(setting.rules.find(Name)), CreatedBy: setting.place.accountId };
  },
);

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export const listTargetsByRule = operation(
  v.object({ Rule: ruleName, EventBusName: busName, ...paging }),
  ({ Rule, EventBusName, ...page }, _caller, setting) => {
    requireDefaultBus(EventBusName, setting);
    const { items, next } = listed(setting.rules.find(Rule).targets, page);
    return {
      Targets: items.map(({ id, functionArn, input, retryPolicy }) => ({
        Id: id,
        Arn: functionArn,
        ...(input !== undefined && { Input: input }),
        ...(retryPolicy !== undefined && { RetryPolicy: retryPolicy }),
      })),
      ...next,
    };
  },
);

function shown({ name, arn, description, scheduleExpression, isEnabled }: StandingRule): WireObject {
  return {
    Name: name,
    Arn: arn,
    ScheduleExpression: scheduleExpression,
    State: isEnabled ? 'ENABLED' : 'DISABLED',
    ...(description !== undefined && { Description: description }),
    EventBusName: 'default',
  };
}
