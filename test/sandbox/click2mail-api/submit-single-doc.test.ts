import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { expectRefusal, runApi, type RunningApi } from './running-api.ts';

let running: RunningApi;
beforeEach(async () => {
  running = await runApi();
});
afterEach(() => running.close());

describe('submitSingleDocJobTemplate', () => {
  test.each(['jobs:submit', 'jobs:*', '*'])('accepts a job with the scope %s', async (scope) => {
    const { status, body } = await running.submit(await running.shortToken([scope]));
    expect(status).toBe(200);
    expect(body).toEqual({ job_id: expect.stringMatching(/^job_[0-9a-f]{16}$/), status: 'accepted' });
  });

  test('is refused with 403 without a scope that covers jobs:submit', async () => {
    for (const scopes of [['jobs:read', 'tokens:*'], []]) {
      expectRefusal(await running.submit(await running.shortToken(scopes)), 403, 'insufficient_scope');
    }
  });

  test('is refused with 401 for an absent, malformed, unknown, revoked, expired or long-term token', async () => {
    expectRefusal(await running.submit(), 401, 'invalid_token');
    expectRefusal(await running.submit('{}'), 401, 'invalid_token');
    expectRefusal(await running.submit('eyJ.eyJ.x'), 401, 'invalid_token');
    expectRefusal(await running.submit(await running.longToken()), 401, 'invalid_token', /short-term token is needed/);
    const token = await running.shortToken();
    expectRefusal(await running.submit(token.slice(0, -1)), 401, 'invalid_token');
    running.api.revokeOutOfBand(running.api.idOf(token) ?? '');
    expectRefusal(await running.submit(token), 401, 'invalid_token', /revoked/);
    const old = await running.shortToken();
    await running.clock.advance(899);
    expect((await running.submit(old)).status).toBe(200);
    await running.clock.advance(1);
    expectRefusal(await running.submit(old), 401, 'invalid_token', /expired/);
  });

  test('is served at its present path, too, where errors have the form of the job operations', async () => {
    const path = '/jobs/submit/single/doc';
    const bearer = await running.shortToken(['jobs:submit']);
    expect(await running.post(path, { bearer, body: {} })).toMatchObject({ status: 200, body: { status: 'accepted' } });
    const refusals = [
      { bearer: 'nobody', body: {} },
      { bearer: await running.shortToken(['jobs:read']), body: {} },
      { bearer, body: '[]' },
    ];
    const answers = await Promise.all(refusals.map((refusal) => running.post(path, refusal)));
    expect(answers.map(({ status, body }) => ({ status, body }))).toEqual([
      {
        status: 401,
        body: { errorType: 'Unauthorized', errorMessage: expect.any(String), errorCode: 'invalid_token' },
      },
      {
        status: 403,
        body: { errorType: 'Forbidden', errorMessage: expect.any(String), errorCode: 'insufficient_scope' },
      },
      { status: 400, body: { errorType: 'BadRequest', errorMessage: expect.any(String), errorCode: 'invalid_grant' } },
    ]);
  });

  test('refuses a body that is not a JSON object with 400', async () => {
    const bearer = await running.shortToken();
    for (const body of ['{', '[]']) {
      expectRefusal(await running.post('/jobs/single-doc-job-template', { bearer, body }), 400, 'invalid_grant');
    }
  });
});
