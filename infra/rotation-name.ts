import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Constructs under which everything belongs to one rotation. */
const ROTATIONS = new WeakSet<IConstruct>();

/** Marks a construct: whatever is made in it is called by its name. */
export function isOneRotation(scope: IConstruct): void {
  ROTATIONS.add(scope);
}

/**
 * What metrics, alarms, the dashboard and tags are called by, so that two rotations in one stack do not share them: the
 * name of the stack, and the path of the rotation in it. A rotation with the id `Default` has the stack's name alone, as
 * its resources have logical ids without it. No stack's name has an underscore.
 */
export function rotationName(within: IConstruct): string {
  const { stackName } = Stack.of(within);
  const path = pathInStack(within);
  return path === '' ? stackName : `${stackName}_${path}`;
}

/** Name of a folder that no other rotation of the app has in the same output folder. */
export function rotationFolder(rotation: IConstruct): string {
  const { artifactId } = Stack.of(rotation);
  const path = pathInStack(rotation);
  return path === '' ? artifactId : `${artifactId}_${path}`;
}

function pathInStack(within: IConstruct): string {
  const { scopes } = within.node;
  const rotation = scopes.findLastIndex((scope) => ROTATIONS.has(scope));
  const stack = scopes.indexOf(Stack.of(within));
  return scopes
    .slice(stack + 1, rotation + 1)
    .map(({ node }) => node.id)
    .filter((id) => id !== 'Default')
    .join('-')
    .replaceAll(/[^A-Za-z0-9-]/g, '-');
}
