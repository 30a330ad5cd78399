import * as v from 'valibot';
import { busName, operation, requireDefaultBus, ruleName } from './operation.ts';

const request = v.object({ Name: ruleName, EventBusName: busName });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EnableRule.html */
export const enableRule = operation(request, ({ Name, EventBusName }, _caller, setting) => {
  requireDefaultBus(EventBusName, setting);
  setting.rules.enable(Name);
  return {};
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html */
export const disableRule = operation(request, ({ Name, EventBusName }, _caller, setting) => {
  requireDefaultBus(EventBusName, setting);
  setting.rules.disable(Name);
  return {};
});
