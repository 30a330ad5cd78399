import { expect, test } from '@jest/globals';
import { TokenRefused } from '../../../functions/core/errors.ts';
import { isAccepted } from '../../../functions/core/token-accepted.ts';
import type { TokenSecret } from '../../../functions/core/token-secret.ts';
import { ApiInProcess, outage, valueOf } from '../client-in-process.ts';

const TOKEN = JSON.parse(valueOf('tok_1')) as TokenSecret;

test.each([
  [['*', 'jobs:read'], 'exchange lt_tok_1 for jobs:read'],
  [[], 'exchange lt_tok_1 for '],
])('a token of %j that works is exchanged for the least that it may do', async (scopes, call) => {
  const api = new ApiInProcess();
  api.live.add('tok_1');
  expect(await isAccepted({ ...TOKEN, scopes }, api)).toBe(true);
  expect(api.calls).toEqual([call]);
});

test('a token that the API calls invalid is not accepted', async () => {
  expect(await isAccepted(TOKEN, new ApiInProcess())).toBe(false);
});

test.each([
  ['an outage', outage()],
  ['another refusal', new TokenRefused('no', { status: 403, apiCode: 'insufficient_scope' })],
])('%s says nothing of the token', async (_what, error) => {
  const api = new ApiInProcess();
  api.fails = () => error;
  await expect(isAccepted(TOKEN, api)).rejects.toBe(error);
});
