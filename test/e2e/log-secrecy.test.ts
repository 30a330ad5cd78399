import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import got, { HTTPError } from 'got';
import { Logger } from '@aws-lambda-powertools/logger';
import { assertNoSecretWritten, secretsIn } from '../support/secret-watch.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';

let running: TestSandbox;
let client: TestClient;

beforeAll(async () => {
  running = await TestSandbox.start();
  client = running.client('hasty');
  await client.rotate();
});

afterAll(() => running.stop());

describe('no secret is in a log', () => {
  test.each([
    ['click2mail', 'issueLongTermToken'],
    ['click2mail', 'issueShortTermToken'],
    ['click2mail', 'revokeToken'],
    ['secretsmanager', 'DescribeSecret'],
    ['secretsmanager', 'GetSecretValue'],
    ['secretsmanager', 'PutSecretValue'],
    ['secretsmanager', 'UpdateSecretVersionStage'],
    ['kms', 'Sign'],
  ] as const)('whatever becomes of a call of %s %s', async (service, operation) => {
    for (const fault of [
      { kind: 'lose-answer' },
      { kind: 'refuse', status: 400 },
      { kind: 'refuse', status: 500 },
    ] as const) {
      const versionId = await client.stage();
      client.fault({ ...fault, service, operation, times: 9 });
      for (const step of ['createSecret', 'testSecret', 'finishSecret'] as const) await client.step(step, versionId);
      running.sandbox.faults.clear();
      await client.tidyUp();
    }
    expect(running.lines.length).toBeGreaterThan(10);
    expect(running.secrets.size).toBeGreaterThan(10);
    expect(secretsIn(running.lines.join('\n'), running.secrets)).toEqual([]);
  });

  test('nor in anything that the suite has written so far', () => {
    expect(assertNoSecretWritten).not.toThrow();
  });
});

describe('the search itself', () => {
  const lines: string[] = [];
  const logger = new Logger();

  const written = (log: () => void): string => {
    lines.length = 0;
    log();
    return lines.join('');
  };

  beforeAll(() => {
    // What is logged here on purpose must not reach the files that are searched at the end.
    Object.assign(logger, { console: { error: (line: string) => lines.push(line) } });
  });

  test('finds the token when a got error is logged, also as the cause of another error', async () => {
    const { access_token: token } = JSON.parse(await client.valueOf(client.versionWith('AWSCURRENT') ?? '')) as {
      access_token: string;
    };
    const error = await got
      .post(`${running.sandbox.apiBaseUrl}/jobs/single-doc-job-template`, {
        headers: { authorization: `Bearer ${token}` },
        json: {},
        retry: { limit: 0 },
      })
      .then(() => undefined)
      .catch((raw: unknown) => raw as Error);
    expect(error).toBeInstanceOf(HTTPError);
    const raw = written(() => logger.error('failed', error as Error));
    expect(secretsIn(raw, running.secrets)).toContain(token);
    const wrapped = written(() => logger.error('failed', new Error('outer', { cause: error })));
    expect(secretsIn(wrapped, running.secrets)).toContain(token);
  });

  test('finds a secret inside a JSON text, and takes no part of a longer number for a code', () => {
    expect(secretsIn('{"a":"say \\"hello\\" to me"}', ['say "hello" to me'])).toHaveLength(1);
    expect(secretsIn('at 1712345678901', ['12345678'])).toEqual([]);
    expect(secretsIn('the code 12345678.', ['12345678'])).toHaveLength(1);
  });
});
