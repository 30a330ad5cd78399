import type { History } from './run.ts';

/** Histories that are known to be hard. */
export const SCENARIOS: Readonly<Record<string, History>> = {};
