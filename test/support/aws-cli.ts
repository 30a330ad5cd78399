import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The AWS CLI: the system's package where there is one, for it is what CI installs. */
export const AWS_CLI = existsSync('/usr/bin/aws') ? '/usr/bin/aws' : 'aws';

/** Whether it is there; says so once where it is not. */
export function hasAwsCli(): boolean {
  const isThere = spawnSync(AWS_CLI, ['--version']).status === 0;
  if (!isThere) process.stderr.write('The AWS CLI is not installed: its tests are skipped.\n');
  return isThere;
}
