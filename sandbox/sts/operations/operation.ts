import type { Credentials } from '../../aws/credentials.ts';
import { operationsOn } from '../../aws/operation.ts';

/** What the operations work with. */
export interface Setting {
  readonly credentials: Credentials;
  /** Whether the stack has this role. */
  readonly roleExists: (roleArn: string) => boolean;
}

/** An operation whose request has a shape. */
export const operation = operationsOn<Setting>('ValidationError');
