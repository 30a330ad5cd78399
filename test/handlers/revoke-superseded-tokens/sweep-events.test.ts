import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { assemblyOf } from '../../support/assembly.ts';
import { type ExportedHandler, importHandler, invocationContext } from '../../support/in-process-function.ts';
import { SweepFunction } from '../../support/sweep-function.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';

const FOLDER = join(import.meta.dirname, '../../../events', 'revoke-superseded-tokens');

const GOOD: Record<string, unknown> = {
  schedule: undefined,
  empty: undefined,
  // The token is younger than ten minutes, and the order names none.
  'revoke-now': { client: 'acme', outcome: 'incomplete', current_token_id: expect.any(String) },
  'revoke-named-token': { client: 'acme', outcome: 'unknown', revoked: [] },
  report: { clients: expect.arrayContaining([expect.objectContaining({ client: 'acme' })]) },
  'probe-reach': { client: 'acme', api: expect.objectContaining({ reachable: true }) },
  'probe-issue': { client: 'acme', issue: expect.objectContaining({ accepted: true, revoked: true }) },
};

const BAD: Record<string, string> = {
  nothing: 'The event is to be an object',
  'not-an-object': 'The event is to be an object',
  'missing-client': 'does not name a client',
  'unknown-client': 'There is no such client; there are acme',
  'prototype-client': 'There is no such client',
  'not-immediately': '"immediately": true',
  'even-without-successor-unnamed': 'names the token',
  'even-without-successor-as-text': 'true or false',
  'token-id-as-path': 'not the id of a token',
  'extra-field': 'fields besides client, immediately, token_id, even_without_successor',
  'probe-of-nobody': 'There is no such client',
  'probe-of-unknown-depth': '"reach" or "issue"',
  'report-not-true': '"report": true',
};

let running: TestSandbox;
let functionName: string;
let handler: ExportedHandler;

beforeAll(async () => {
  running = await TestSandbox.start(assemblyOf('acme'));
  await running.client('acme').issueFirstToken();
  functionName = new SweepFunction(running).name;
  handler = await importHandler('revoke-superseded-tokens', functionName, running);
});

afterAll(() => running.stop());

const invoke = (name: string): Promise<unknown> =>
  handler(
    JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')),
    invocationContext(functionName, `arn:${functionName}`),
  );

const longTermTokens = () => running.client('acme').longTermTokens.map(({ id, state }) => `${id} ${state}`);

test('every event of events/revoke-superseded-tokens is replayed', () => {
  const names = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ''));
  expect(names.toSorted()).toEqual([...Object.keys(GOOD), ...Object.keys(BAD)].toSorted());
});

test.each(Object.entries(GOOD))('%s is answered', async (name, answer) => {
  if (answer === undefined) expect(await invoke(name)).toBeUndefined();
  else expect(await invoke(name)).toMatchObject(answer as object);
});

describe('a bad event', () => {
  let before: string[];
  beforeEach(() => {
    before = longTermTokens();
  });

  test.each(Object.entries(BAD))('%s is refused with a clear error, and changes nothing', async (name, text) => {
    await expect(invoke(name)).rejects.toMatchObject({
      code: 'INVALID_ORDER',
      message: expect.stringContaining(text),
    });
    expect(longTermTokens()).toEqual(before);
  });
});
