import { expect, test } from '@jest/globals';
import { findMutant } from '../simulation/defects/mutant-search.ts';
import { MUTANTS } from '../simulation/defects/mutants.ts';

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  'the checker finds the defect that %s',
  async (_name, mutant) => {
    expect((await findMutant(mutant, 0))?.violation.promise).toBeDefined();
  },
);
