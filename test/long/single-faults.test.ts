import { test } from '@jest/globals';
import { expectEveryFaultBorne, isTriedAlways, rowsOf } from '../simulation/histories/single-faults-under-test.ts';

test.each(rowsOf((client) => !isTriedAlways(client)))(
  'by %s with %i s of grace: no fault at any call of a rotation or of the sweeps after it breaks a promise',
  (_grant, _grace, client) => expectEveryFaultBorne(client),
);
