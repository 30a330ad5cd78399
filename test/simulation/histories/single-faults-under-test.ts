import { expect } from '@jest/globals';
import type { ClientPlan } from '../client-plan.ts';
import { loadFunctions } from '../world/functions-under-test.ts';
import { reportOf } from '../report.ts';
import { TRIED_CLIENTS, tryEveryFault } from './exhaustive.ts';

type Row = readonly [grant: string, graceSeconds: number, client: ClientPlan];

/** The clients with these, as rows of a table of tests. */
export function rowsOf(isMeant: (client: ClientPlan) => boolean): Row[] {
  return TRIED_CLIENTS.filter(isMeant).map((client) => [client.grant, client.graceSeconds, client] as const);
}

/** By assertion with grace: the client whose rotation makes most calls, and whose token the sweep revokes. */
export const isTriedAlways = ({ grant, graceSeconds }: ClientPlan): boolean =>
  grant === 'assertion' && graceSeconds > 0;

/** Tries every fault at every call of a client's rotation, and of the sweeps after it. */
export async function expectEveryFaultBorne(client: ClientPlan): Promise<void> {
  const { cases, broken } = await tryEveryFault(client, await loadFunctions());
  expect(broken.map(({ tried, violations }) => [tried.strikes, violations.map(reportOf)])).toEqual([]);
  expect(cases).toBeGreaterThan(400);
}
