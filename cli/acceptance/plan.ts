import type { CostItem } from '../../infra/checks/monthly-cost.ts';
import { costText, scratchCost } from './cost.ts';
import type { AcceptOptions } from './options.ts';
import type { Run } from './run.ts';
import { type StackPlan, stackPlanOf } from './stack/stack-plan.ts';

/** What a run is going to do. */
export interface Plan {
  /** For whoever has to agree to it. */
  readonly text: string;
  /** Undefined when no stack is to be deployed. */
  readonly stack: StackPlan | undefined;
}

const SCRATCH_HOURS = 1;
const STACK_HOURS = 2;

/** @throws CommandProblem when the options do not fit together */
export async function planOf(options: AcceptOptions, run: Run): Promise<Plan> {
  const stack = await stackPlanOf(options, run);
  const items: CostItem[] = [...scratchCost(), ...(stack?.cost ?? [])];
  const place = `account ${run.accountId}, region ${run.region}${run.endpoint === undefined ? '' : `, endpoint ${run.endpoint} (${run.sandbox === undefined ? 'not AWS’s own' : 'sandbox'})`}`;
  const text = [
    `The run ${run.name}, in ${place}, makes:`,
    '  stage beliefs: 3 KMS keys and at most 12 secrets',
    stack === undefined
      ? '  stage stack: nothing, because there is no --api'
      : `  stage stack: the CloudFormation stack ${run.name} with ${stack.clients.length} clients that get tokens at ${stack.apiBaseUrl}, and on AWS 3 IAM roles`,
    run.sandbox === undefined
      ? `It costs ${costText(items, stack === undefined ? SCRATCH_HOURS : STACK_HOURS)}, and takes ${stack === undefined ? 'a few minutes' : 'an hour, most of it waiting'}.`
      : `On AWS it would cost ${costText(items, stack === undefined ? SCRATCH_HOURS : STACK_HOURS)}. Here it moves the sandbox’s clock${stack === undefined ? '' : ' by about half an hour'}.`,
    `If it is killed: npm run accept -- --clean-up ${run.name}`,
  ].join('\n');
  return { text, stack };
}
