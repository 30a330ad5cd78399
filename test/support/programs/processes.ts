import { readdirSync, readFileSync } from 'node:fs';

interface Listed {
  readonly pid: number;
  readonly parent: number;
}

/** The processes that stem from one, and the one itself. */
export function familyOf(pid: number): number[] {
  const all = listed();
  const family = [pid];
  for (const member of family) {
    family.push(...all.filter(({ parent }) => parent === member).map((child) => child.pid));
  }
  return family;
}

/** Resolves when none of these processes is there any more. */
export async function gone(pids: readonly number[]): Promise<void> {
  while (listed().some(({ pid }) => pids.includes(pid))) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** All that are alive: one that only waits to be asked how it ended (`Z`) is not. See proc_pid_stat(5). */
function listed(): Listed[] {
  return readdirSync('/proc').flatMap((name) => {
    const [, state = '', parent = ''] = /^\d+ \(.*\) (\S) (\d+) /s.exec(statOf(name)) ?? [];
    return state === '' || state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent) }];
  });
}

/** Empty where there is no such process, or no longer. */
function statOf(pid: string): string {
  if (!/^\d+$/.test(pid)) return '';
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
