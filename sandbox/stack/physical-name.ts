import { createHash } from 'node:crypto';
import type { NewResource } from './deployment.ts';

/** A name as CloudFormation makes them, but the same in every sandbox: stack, logical id, and a few letters. */
export function physicalName({ stackName, logicalId }: NewResource, longest = 64): string {
  const suffix = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 12).toUpperCase();
  const name = `${stackName}-${logicalId}`.slice(0, longest - suffix.length - 1);
  return `${name}-${suffix}`;
}
