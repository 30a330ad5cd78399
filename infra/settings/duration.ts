const SECONDS_OF = { m: 60, h: 3600, d: 86_400 } as const;

/** How a duration is written in the settings: `0`, or a whole number of minutes, hours or days (`90m`, `2h`, `1d`). */
export const DURATION_PATTERN = /^(?:0|([1-9]\d{0,5})([mhd]))$/;

/** Seconds of a duration that matches DURATION_PATTERN. */
export function durationSeconds(text: string): number {
  const [, count, unit] = DURATION_PATTERN.exec(text) ?? [];
  return count === undefined ? 0 : Number(count) * SECONDS_OF[unit as keyof typeof SECONDS_OF];
}
