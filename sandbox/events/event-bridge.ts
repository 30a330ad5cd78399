import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { unknownOperation } from '../aws/unknown-operation.ts';
import type { Operation, Setting } from './operations/operation.ts';
import { describeRule, listRules, listTargetsByRule } from './operations/read-rules.ts';
import { disableRule, enableRule } from './operations/switch-rule.ts';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    DescribeRule: describeRule,
    DisableRule: disableRule,
    EnableRule: enableRule,
    ListRules: listRules,
    ListTargetsByRule: listTargetsByRule,
  }),
);

export const EVENTS_OPERATIONS: readonly string[] = [...OPERATIONS.keys()];

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
    const run = OPERATIONS.get(operation);
    if (run === undefined) throw unknownOperation('events', operation);
    return run(input, caller, this.#setting);
  }
}
