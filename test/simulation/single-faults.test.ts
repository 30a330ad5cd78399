import { test } from '@jest/globals';
import { expectEveryFaultBorne, isTriedAlways, rowsOf } from './histories/single-faults-under-test.ts';

// npm run test:long tries the other clients; pairs of faults are tried by npm run simulate -- --exhaustive.
test.each(rowsOf(isTriedAlways))(
  'by %s with %i s of grace: no fault at any call of a rotation or of the sweeps after it breaks a promise',
  (_grant, _grace, client) => expectEveryFaultBorne(client),
);
