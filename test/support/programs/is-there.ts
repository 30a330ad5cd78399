import { spawnSync } from 'node:child_process';

/** Whether a program works here. It is said when it does not, because what needs it is skipped. */
export function isThere(program: string, ...args: string[]): boolean {
  if (spawnSync(program, args).status === 0) return true;
  process.stderr.write(`${program} ${args.join(' ')} does not work here: its example is skipped.\n`);
  return false;
}
