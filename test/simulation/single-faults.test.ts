import { expect, test } from '@jest/globals';
import { TRIED_CLIENTS, tryEveryFault } from './exhaustive.ts';
import { loadFunctions } from './functions-under-test.ts';
import { reportOf } from './report.ts';

/** The rest is tried by `npm run simulate -- --exhaustive`. */
const TRIED_HERE = TRIED_CLIENTS.filter(
  ({ grant, graceSeconds }) => grant !== 'client-secret' && (graceSeconds > 0 || grant === 'assertion'),
);

test.each(TRIED_HERE.map((client) => [client.grant, client.graceSeconds, client] as const))(
  'by %s with %i s of grace: no fault at any call of a rotation or of the sweeps after it breaks a promise',
  async (_grant, _grace, client) => {
    const { cases, broken } = await tryEveryFault(client, await loadFunctions());
    expect(broken.map(({ tried, violations }) => [tried.strikes, violations.map(reportOf)])).toEqual([]);
    expect(cases).toBeGreaterThan(400);
  },
);
