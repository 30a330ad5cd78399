/**
 * Milliseconds of a clock that nobody sets, to tell how long something took. Not `performance.now()`: the first to name
 * `performance` loads all of node:perf_hooks.
 */
export function elapsedMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
