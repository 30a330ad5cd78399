import type { Finding } from './finding.ts';

/** One thing that doctor looked at. */
export interface CheckResult {
  /** What was looked at, for example `permissions`. */
  readonly check: string;
  /** Absent where it is about the whole stack. */
  readonly client?: string;
  /** `skipped` where it was not asked for, or something else has to be cured first. */
  readonly outcome: 'ok' | 'trouble' | 'skipped';
  readonly findings: readonly Finding[];
}

/** A check with what was found; nothing found is well. */
export function checked(check: string, client: string | undefined, findings: readonly Finding[]): CheckResult {
  const outcome = findings.length === 0 ? 'ok' : 'trouble';
  return { check, ...(client === undefined ? {} : { client }), outcome, findings };
}

export function skipped(check: string, client: string): CheckResult {
  return { check, client, outcome: 'skipped', findings: [] };
}
