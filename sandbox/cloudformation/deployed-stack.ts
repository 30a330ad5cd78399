import type { Clock } from '../clock.ts';
import type { SynthesisedStack } from '../stack/assembly.ts';
import { deploy, type ResourceMakers, stackId } from '../stack/deployment.ts';
import type { StackRecord, StackResource } from './stack-record.ts';

/**
 * Deploys a stack, and remembers what of it CloudFormation tells.
 * @throws Error as `deploy` does
 */
export async function deployedStack(
  stack: SynthesisedStack,
  makers: ResourceMakers,
  clock: Clock,
): Promise<StackRecord> {
  const resources: StackResource[] = [];
  const outputs = await deploy(stack, makers, (resource) => resources.push(resource));
  const { name, template } = stack;
  const description = template.Description ?? '';
  return { name, id: stackId(name), description, outputs, resources, template, createdAt: clock.now() };
}
