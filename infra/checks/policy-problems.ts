import { actionProblem } from './known-actions.ts';
import { sizeProblems } from './policy-sizes.ts';
import { actionsOf, policiesOf } from './template-policies.ts';

/** AWS would not take the policies of a template, or they would not do what they say. */
export class PolicyProblems extends Error {
  override readonly name = 'PolicyProblems';
}

/**
 * Looks at every policy of the templates.
 * @throws PolicyProblems for actions that AWS does not know, and for policies that are longer than AWS takes
 */
export async function refusePolicyProblems(templates: readonly unknown[]): Promise<void> {
  const policies = templates.map(policiesOf);
  const problems = policies.flatMap(sizeProblems);
  for (const policy of policies.flat()) {
    for (const action of actionsOf(policy)) {
      const problem = await actionProblem(action);
      if (problem !== undefined) problems.push(`${policy.logicalId}: ${problem}`);
    }
  }
  if (problems.length === 0) return;
  throw new PolicyProblems(`The policies cannot be used:\n${problems.map((one) => `- ${one}`).join('\n')}`);
}
