import { CfnOutput, CfnResource, type Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { InvalidSettings } from './settings/invalid-settings.ts';
import type { Settings } from './settings/settings.ts';
import { stackOfClient } from './settings/stack-of-client.ts';
import type { TokenRotation } from './token-rotation.ts';

/** A stack with a rotation. */
type RotationStack = Stack & { readonly parts: TokenRotation };

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
 * @throws InvalidSettings when a stack has too many resources or outputs: with the number of stacks that would do
 */
export function refuseFullStacks(stacks: readonly RotationStack[], settings: Settings): void {
  const full = stacks.find((stack) => !fits(sizeOf(stack)));
  if (full === undefined) return;
  const sizes = stacks.flatMap((stack) => clientSizes(stack, settings));
  const shared = largest(
    stacks.map((stack) => difference(sizeOf(stack), total(clientSizes(stack, settings).map(({ size }) => size)))),
  );
  const enough = numberOfStacks(sizes, shared, settings);
  throw new InvalidSettings([
    `click2mail.stacks: is too small: the stack ${full.stackName} would have ${excess(sizeOf(full))}; ` +
      (enough === undefined
        ? 'no number would do, because too much is kept in one: by the setting stack, or as consumers of one client'
        : `${enough} would do`),
  ]);
}

interface Size {
  readonly resources: number;
  readonly outputs: number;
}

function fits({ resources, outputs }: Size): boolean {
  return resources <= MOST_RESOURCES && outputs <= MOST_OUTPUTS;
}

function excess({ resources, outputs }: Size): string {
  if (resources > MOST_RESOURCES) {
    return `${resources} resources, and ${MOST_RESOURCES} is the most (CloudFormation's 500 with a reserve)`;
  }
  return (
    `${outputs} outputs, and ${MOST_OUTPUTS} is CloudFormation's most (each client has a few, and each consumer with a ` +
    'functionUrl has one)'
  );
}

interface ClientSize {
  readonly name: string;
  readonly size: Size;
}

/** A client moves to another stack with all its consumers. */
function clientSizes({ parts: { clients, vendor } }: RotationStack, { consumers }: Settings): ClientSize[] {
  return [...clients].map(([name, client]) => {
    const aliases = [...(vendor?.aliases ?? [])].filter(([consumer]) => consumers[consumer]?.client === name);
    return { name, size: total([client, ...aliases.map(([, alias]) => alias)].map(sizeOf)) };
  });
}

function numberOfStacks(clients: readonly ClientSize[], shared: Size, settings: Settings): number | undefined {
  for (let stacks = settings.stacks + 1; stacks <= MOST_STACKS; stacks++) {
    const sizes = new Map<number, Size>();
    for (const { name, size } of clients) {
      const number = stackOfClient(name, { ...settings, stacks });
      sizes.set(number, total([sizes.get(number) ?? shared, size]));
    }
    if ([...sizes.values()].every(fits)) return stacks;
  }
  return undefined;
}

function sizeOf(construct: IConstruct): Size {
  const all = construct.node.findAll();
  return {
    resources: all.filter((one) => CfnResource.isCfnResource(one)).length,
    outputs: all.filter((one) => one instanceof CfnOutput).length,
  };
}

function total(sizes: readonly Size[]): Size {
  return sizes.reduce(
    (sum, { resources, outputs }) => ({
      resources: sum.resources + resources,
      outputs: sum.outputs + outputs,
    }),
    NOTHING,
  );
}

function difference(whole: Size, part: Size): Size {
  return { resources: whole.resources - part.resources, outputs: whole.outputs - part.outputs };
}

function largest(sizes: readonly Size[]): Size {
  return {
    resources: Math.max(...sizes.map(({ resources }) => resources)),
    outputs: Math.max(...sizes.map(({ outputs }) => outputs)),
  };
}

const NOTHING: Size = { resources: 0, outputs: 0 };
