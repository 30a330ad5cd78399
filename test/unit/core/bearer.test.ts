import { expect, test } from '@jest/globals';
import { probeIssuing, withBearer } from '../../../functions/core/bearer.ts';
import { ApiInProcess, keptLog, outage } from '../client-in-process.ts';

const using = (fails: ApiInProcess['fails'] = () => undefined) => {
  const api = new ApiInProcess();
  api.fails = fails;
  return { api, newAttempt: () => 'ab12', log: keptLog() };
};
const failsAt = (what: string) => (call: string) => (call.startsWith(what) ? outage() : undefined);
const CALLS = ['issue tokens:revoke', 'revoke tok_new_1 with lt_tok_new_1'];

test('a bearer can do nothing but revoke, and is revoked with itself after the work', async () => {
  const bearing = using();
  expect(await withBearer(bearing, (bearer) => Promise.resolve(`done with ${bearer}`))).toBe('done with lt_tok_new_1');
  expect(bearing.api.calls).toEqual(CALLS);
  expect(bearing.log.lines).toEqual([]);
});

test('a bearer is revoked although the work failed', async () => {
  const bearing = using();
  await expect(withBearer(bearing, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(bearing.api.calls).toEqual(CALLS);
});

test('a bearer that is not revoked hinders nothing, and is told of by its id', async () => {
  const bearing = using(failsAt('revoke'));
  expect(await withBearer(bearing, () => Promise.resolve('done'))).toBe('done');
  expect(bearing.log.lines).toMatchObject([
    [expect.any(String), { tokenId: 'tok_new_1', error: { code: 'TOKEN_API_UNAVAILABLE' } }],
  ]);
});

test('a probe issues a token and revokes it with itself', async () => {
  const bearing = using();
  expect(await probeIssuing(bearing)).toEqual({ accepted: true, revoked: true, token_id: 'tok_new_1' });
  expect(bearing.api.calls).toEqual(CALLS);
});

test.each([
  ['issue', { accepted: false, revoked: false }],
  ['revoke', { accepted: true, revoked: false, token_id: 'tok_new_1' }],
])('a probe whose %s fails says so', async (what, told) => {
  const failure = { code: 'TOKEN_API_UNAVAILABLE', message: 'down' };
  expect(await probeIssuing(using(failsAt(what)))).toEqual({ ...told, failure });
});

test('a defect is no answer of a probe', async () => {
  await expect(probeIssuing(using(() => new TypeError('a defect')))).rejects.toThrow(TypeError);
});
