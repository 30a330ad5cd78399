import type { Clock } from '../clock.ts';
import type { SynthesisedStack } from '../stack/assembly.ts';
import { deploy, type ResourceMakers, stackId } from '../stack/deployment.ts';
import type { OtherStacks } from '../stack/intrinsics.ts';
import { LeftOutOfStack } from '../stack/left-out.ts';
import type { StackRecord, StackResource } from './stack-record.ts';

interface DeployingOptions {
  readonly makers: ResourceMakers;
  readonly clock: Clock;
  readonly elsewhere: OtherStacks;
  /** Whether what is not Click2Mail's own may be left out. */
  readonly mayLeaveOut: boolean;
}

/**
 * Deploys a stack, and remembers what of it CloudFormation tells.
 * @throws Error as `deploy` does
 */
export async function deployedStack(
  stack: SynthesisedStack,
  { makers, clock, elsewhere, mayLeaveOut }: DeployingOptions,
): Promise<StackRecord> {
  const { name, template } = stack;
  const resources: StackResource[] = [];
  const leftOut = mayLeaveOut ? new LeftOutOfStack(name, template) : undefined;
  const made = (resource: StackResource) => resources.push(resource);
  const deployed = await deploy(stack, makers, { made, elsewhere, leftOut });
  const description = template.Description ?? '';
  const told = { name, id: stackId(name), description, resources, template, createdAt: clock.now() };
  return { ...told, ...deployed, leftOut: leftOut?.list ?? [] };
}
