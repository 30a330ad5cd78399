import * as v from 'valibot';
import { oneOf, unserved } from '../../aws/request-shape.ts';
import { operation, refusal, stackName, stackOf } from './operation.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
export const getTemplate = operation(
  v.object({
    StackName: v.optional(stackName),
    ChangeSetName: unserved,
    TemplateStage: v.optional(oneOf(['Original', 'Processed'])),
  }),
  ({ StackName }, _caller, setting) => {
    if (StackName === undefined) throw refusal('StackName must be specified.');
    // Nothing in the template is a macro, so that both stages say the same.
    const { template } = stackOf(StackName, setting);
    return { TemplateBody: JSON.stringify(template, undefined, 1), StagesAvailable: ['Original', 'Processed'] };
  },
);
