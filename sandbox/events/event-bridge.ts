import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { operationOf, type Operations } from '../aws/operation.ts';
import type { Setting } from './operations/operation.ts';
import { describeRule, listRules, listTargetsByRule } from './operations/read-rules.ts';
import { disableRule, enableRule } from './operations/switch-rule.ts';

export const EVENTS_OPERATIONS: Operations<Setting> = {
  DescribeRule: describeRule,
  DisableRule: disableRule,
  EnableRule: enableRule,
  ListRules: listRules,
  ListTargetsByRule: listTargetsByRule,
};

/**
 * EventBridge, as far as the rules of a stack are looked at and switched. The stack makes them.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/
 */
export class EventBridge implements JsonService {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    return operationOf(EVENTS_OPERATIONS, 'events', operation)(input, caller, this.#setting);
  }
}
