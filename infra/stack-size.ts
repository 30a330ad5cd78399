import { CfnOutput, CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettings } from './settings/invalid-settings.ts';
import type { Settings } from './settings/settings.ts';
import { stackOfClient } from './settings/stack-of-client.ts';
import type { TokenRotationStack } from './token-rotation-stack.ts';

/**
 * CloudFormation takes 500 resources in a stack; some are kept back, so that a later version of this app that needs
 * a few more can still be deployed.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const MOST_RESOURCES = 500 - 30;

/** CloudFormation's quota, which cannot be raised. */
const MOST_OUTPUTS = 200;

const MOST_STACKS = 100;

/**
 * @throws InvalidSettings when a stack has too many outputs, or too many resources: with the number of stacks that would do
 */
export function refuseFullStacks(stacks: readonly TokenRotationStack[], settings: Settings): void {
  refuseCrowdedOutputs(stacks);
  const full = stacks.find((stack) => resourcesIn(stack) > MOST_RESOURCES);
  if (full === undefined) return;
  const sizes = stacks.flatMap((stack) => clientSizes(stack, settings));
  const shared = Math.max(
    ...stacks.map((stack) => resourcesIn(stack) - sum(clientSizes(stack, settings).map(({ size }) => size))),
  );
  const enough = numberOfStacks(sizes, shared, settings);
  throw new InvalidSettings([
    `click2mail.stacks: is too small: the stack ${full.stackName} would have ${resourcesIn(full)} resources, and ` +
      `${MOST_RESOURCES} is the most (CloudFormation's 500 with a reserve); ` +
      (enough === undefined ? 'too many clients are kept in one by their setting stack' : `${enough} would do`),
  ]);
}

function refuseCrowdedOutputs(stacks: readonly TokenRotationStack[]): void {
  const crowded = stacks.find((stack) => outputsIn(stack) > MOST_OUTPUTS);
  if (crowded === undefined) return;
  throw new InvalidSettings([
    `click2mail.stacks: is too small: the stack ${crowded.stackName} would have ${outputsIn(crowded)} outputs, and ` +
      `${MOST_OUTPUTS} is CloudFormation's most; each client has a few, and each consumer with a functionUrl has one`,
  ]);
}

interface ClientSize {
  readonly name: string;
  readonly size: number;
}

/** A client moves to another stack with all its consumers. */
function clientSizes({ clients, vendor }: TokenRotationStack, { consumers }: Settings): ClientSize[] {
  return [...clients].map(([name, client]) => {
    const aliases = [...(vendor?.aliases ?? [])].filter(([consumer]) => consumers[consumer]?.client === name);
    return { name, size: resourcesIn(client) + sum(aliases.map(([, alias]) => resourcesIn(alias))) };
  });
}

function numberOfStacks(clients: readonly ClientSize[], shared: number, settings: Settings): number | undefined {
  for (let stacks = settings.stacks + 1; stacks <= MOST_STACKS; stacks++) {
    const sizes = new Map<number, number>();
    for (const { name, size } of clients) {
      const number = stackOfClient(name, { ...settings, stacks });
      sizes.set(number, (sizes.get(number) ?? shared) + size);
    }
    if (Math.max(...sizes.values()) <= MOST_RESOURCES) return stacks;
  }
  return undefined;
}

function resourcesIn(construct: IConstruct): number {
  return construct.node.findAll().filter((one) => CfnResource.isCfnResource(one)).length;
}

function outputsIn(construct: IConstruct): number {
  return construct.node.findAll().filter((one) => one instanceof CfnOutput).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
