import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ExportedHandler, importHandler, invocationContext } from './in-process-function.ts';
import { type TestClient, TestSandbox } from './test-sandbox.ts';

const STEPS = ['create-secret', 'set-secret', 'test-secret', 'finish-secret'];

const HARMLESS = ['extra-fields', 'without-rotation-token'];

const BAD: Record<string, { name: string; code: string; text: string }> = {
  'foreign-secret': { name: 'ForeignSecret', code: 'FOREIGN_SECRET', text: 'another secret' },
  'missing-client-request-token': invalid('ClientRequestToken'),
  'missing-secret-id': invalid('SecretId'),
  'missing-step': invalid('Step'),
  'not-an-object': invalid('not an object'),
  'not-text': invalid('ClientRequestToken is not a text of 32 to 64'),
  nothing: invalid('not an object'),
  'short-client-request-token': invalid('32 to 64 characters'),
  'unknown-step': invalid('createSecret, setSecret, testSecret, finishSecret'),
  'unknown-version': { name: 'RotationNotStaged', code: 'ROTATION_NOT_STAGED', text: 'no such version' },
};

function invalid(text: string) {
  return { name: 'InvalidRotationEvent', code: 'INVALID_ROTATION_EVENT', text };
}

/** Declares the tests that replay every event of a rotation function's folder through its exported handler. */
export function describeRotationEvents(kind: string, clientName: string): void {
  const folder = join(import.meta.dirname, '..', '..', 'events', kind);
  let running: TestSandbox;
  let client: TestClient;
  let handler: ExportedHandler;

  beforeAll(async () => {
    running = await TestSandbox.start();
    client = running.client(clientName);
    handler = await importHandler(kind, client.functionName, running);
    await client.issueFirstToken();
  });

  afterAll(() => running.stop());

  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

  /** The event as it is, but for the secret's ARN, which differs from one sandbox to the next. */
  const replay = (name: string): Promise<unknown> => {
    const event = read(name);
    const { functionName } = client;
    const context = invocationContext(functionName, `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`);
    const { SecretId } = Object(event) as { SecretId?: unknown };
    const isOurs = typeof SecretId === 'string' && SecretId.endsWith(`secret:click2mail/${clientName}-AbCdEf`);
    return handler(isOurs ? { ...(event as object), SecretId: client.secretArn } : event, context);
  };

  test('every event in the folder is replayed here', () => {
    const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));
    expect(files.toSorted()).toEqual([...STEPS, ...HARMLESS, ...Object.keys(BAD)].toSorted());
  });

  test('the four steps, one after another, replace the token', async () => {
    const before = client.versionWith('AWSCURRENT');
    const { ClientRequestToken: versionId } = read('create-secret') as { ClientRequestToken: string };
    await client.stage(versionId);
    for (const step of STEPS) await expect(replay(step)).resolves.toBeUndefined();
    expect(client.versionWith('AWSCURRENT')).toBe(versionId);
    expect(client.versionWith('AWSPREVIOUS')).toBe(before);
  });

  test.each(STEPS)('%s, replayed after the rotation, is quiet', async (name) => {
    const issued = client.tokens.length;
    await expect(replay(name)).resolves.toBeUndefined();
    expect(client.tokens).toHaveLength(issued);
  });

  test.each(HARMLESS)('%s does no harm', async (name) => {
    await expect(replay(name)).resolves.toBeUndefined();
  });

  describe('a bad event', () => {
    test.each(Object.keys(BAD))('%s is refused with a clear error, and changes nothing', async (name) => {
      const state = JSON.stringify(running.sandbox.state().clients);
      const { code, text, ...expected } = BAD[name] ?? invalid('');
      const refusal = await replay(name).then(
        () => undefined,
        (error: unknown) => error as Error & { code: string },
      );
      expect(refusal).toMatchObject({ ...expected, code });
      expect(refusal?.message).toContain(text);
      expect(JSON.stringify(running.sandbox.state().clients)).toBe(state);
    });
  });
}
