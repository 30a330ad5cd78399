import type { LeftOut } from '../stack/left-out.ts';

/** What of somebody's app does not stand here, one thing a line. */
export function leftOutText(leftOut: readonly LeftOut[]): string {
  const lines = leftOut.map(({ stack, logicalId, type, reason }) => `  ${stack}/${logicalId} (${type}): ${reason}`);
  return `Not all of the app stands here:\n${lines.join('\n')}\n`;
}
