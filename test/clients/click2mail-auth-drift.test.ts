import { afterEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { authUnderTest, expectSilentAbout, failure, REQUEST } from './auth-under-test.ts';
import { CLIENT_ID, jsonOf, type ServedApi, startApi } from './observed-api.ts';
import { canary } from './scripted-api.ts';

const MINUTE_MS = 60_000;

let served: ServedApi;
afterEach(() => served.close());

async function apiAheadBy(minutes: number) {
  served = await startApi({ aheadMs: minutes * MINUTE_MS });
  return authUnderTest({ baseUrl: served.baseUrl, prove: served.byAssertion });
}

/** The `iat` claims of the assertions that arrived, as seconds from now; they are 30 s back. */
function issuedAtSeconds(): number[] {
  return served.arrived().map((request) => {
    const { iat = 0 } = decodeJwt(String(jsonOf(request)['assertion']));
    return iat - Date.now() / 1000;
  });
}

describe("when the API's clock", () => {
  test.each([
    ['is 2 minutes ahead', 2],
    ['is 2 minutes behind', -2],
    ['is 5 minutes ahead', 5],
  ])('%s, one more assertion is signed by its time, and accepted', async (_drift, minutes) => {
    const { auth, warnings, waits } = await apiAheadBy(minutes);
    const token = await auth.issue('a1', REQUEST);
    expect(token.scopes).toEqual(REQUEST.scopes);
    expect(served.arrived().length).toBe(2);
    expect(served.api.tokens()).toHaveLength(1);
    expect(waits).toEqual([]);
    expect(warnings).toEqual([
      {
        message: "The API's clock differs from ours: signing once more by its time",
        details: { driftSeconds: expect.any(Number) },
      },
    ]);
    const driftSeconds = Number(warnings[0]?.details['driftSeconds']);
    expect(Math.abs(driftSeconds - minutes * 60)).toBeLessThan(3);
  });

  test.each([
    ['ahead', 10],
    ['behind', -10],
  ])('is 10 minutes %s, it is followed for 5 minutes at most, and the refusal stands', async (_way, minutes) => {
    const { auth, warnings } = await apiAheadBy(minutes);
    const error = await failure(auth.issue('a1', REQUEST));
    expect(error).toMatchObject({ code: 'TOKEN_REFUSED', status: 401 });
    expectSilentAbout(error, served.secrets);
    expect(issuedAtSeconds().map((seconds) => Math.round(seconds / 10))).toEqual([-3, minutes * 3 - 3]);
    expect(warnings).toHaveLength(1);
  });

  test('is as ours, a refused assertion is not sent again', async () => {
    const { auth, warnings } = await apiAheadBy(0);
    served.api.removeKey(CLIENT_ID, 'acme-2026');
    expect(await failure(auth.issue('a1', REQUEST))).toMatchObject({ code: 'TOKEN_REFUSED', status: 401 });
    expect(served.arrived().length).toBe(1);
    expect(warnings).toEqual([]);
  });

  test('is off, but the proof is a client secret, a refusal is not asked for twice', async () => {
    await apiAheadBy(4);
    const clientSecret = canary();
    const { auth, warnings } = authUnderTest({
      baseUrl: served.baseUrl,
      prove: () => Promise.resolve({ kind: 'client-secret', clientSecret }),
    });
    expect(await failure(auth.issue('a1', REQUEST))).toMatchObject({ code: 'TOKEN_REFUSED', status: 401 });
    expect(served.arrived().length).toBe(1);
    expect(warnings).toEqual([]);
  });

  test('is off and the API is too busy, the correction is kept for the next attempt', async () => {
    const { auth, warnings, waits } = await apiAheadBy(2);
    served.faults.order({ kind: 'throttle', operation: 'issueLongTermToken', nth: 2, seconds: 1 });
    await auth.issue('a1', REQUEST);
    expect(issuedAtSeconds().map((seconds) => seconds > 0)).toEqual([false, true, true]);
    expect(warnings).toHaveLength(1);
    expect(waits).toEqual([1000]);
  });
});
