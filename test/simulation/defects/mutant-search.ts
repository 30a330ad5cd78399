import fc from 'fast-check';
import type { Violation } from '../checker/violation.ts';
import type { FunctionsUnderTest } from '../world/functions-under-test.ts';
import { singleFaults, TRIED_CLIENTS, tryCase } from '../histories/exhaustive.ts';
import { aHistory } from '../histories/histories.ts';
import { SCENARIOS } from '../histories/scenarios.ts';
import { run } from '../run.ts';
import type { Mutant } from './mutants.ts';
import { withMutant } from './mutated-functions.ts';

/** What found a mutant. */
export interface Found {
  readonly by: string;
  readonly violation: Violation;
}

/** Looks for a broken promise: in the scenarios, then with every single fault, then in random histories. */
export function findMutant(mutant: Mutant, mostHistories: number): Promise<Found | undefined> {
  return withMutant(mutant, async (functions) => {
    const isMeant = ({ promise }: Violation): boolean => mutant.breaks.includes(promise);
    return (
      (await inScenarios(functions, isMeant)) ??
      (await inSingleFaults(functions, isMeant)) ??
      (await inHistories(functions, isMeant, mostHistories))
    );
  });
}

type IsMeant = (violation: Violation) => boolean;

/** Looks in the scenarios alone. */
export async function inScenarios(functions: FunctionsUnderTest, isMeant: IsMeant): Promise<Found | undefined> {
  for (const [name, history] of Object.entries(SCENARIOS)) {
    const violation = (await run(history, functions)).violations.find(isMeant);
    if (violation !== undefined) return { by: `scenario "${name}"`, violation };
  }
  return undefined;
}

async function inSingleFaults(functions: FunctionsUnderTest, isMeant: IsMeant): Promise<Found | undefined> {
  for (const client of TRIED_CLIENTS.slice(0, 2)) {
    for (const tried of await singleFaults(client, functions)) {
      const violation = (await tryCase(tried, functions)).violations.find(isMeant);
      if (violation !== undefined) return { by: `a single fault: ${JSON.stringify(tried.strikes)}`, violation };
    }
  }
  return undefined;
}

async function inHistories(functions: FunctionsUnderTest, isMeant: IsMeant, most: number): Promise<Found | undefined> {
  for (const [index, history] of fc.sample(aHistory({ mostRotations: 8 }), { numRuns: most, seed: 1 }).entries()) {
    const violation = (await run(history, functions)).violations.find(isMeant);
    if (violation !== undefined) return { by: `random history ${index}`, violation };
  }
  return undefined;
}
