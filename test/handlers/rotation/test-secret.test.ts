import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type TestClient, TestSandbox } from '../../support/test-sandbox.ts';

let running: TestSandbox;
let client: TestClient;

beforeAll(async () => {
  running = await TestSandbox.start();
});

beforeEach(() => {
  client = running.client('acme');
});

afterEach(async () => {
  running.sandbox.faults.clear();
  await client.tidyUp();
});

afterAll(() => running.stop());

/** What is seconds old is shown again for ten that nobody can move; after a minute Secrets Manager tries again. */
const revokedOnceKnown = async (versionId: string) => {
  await running.sandbox.clock.advance(31);
  running.sandbox.api.revokeOutOfBand(client.tokenIdOf(versionId) ?? '');
};

const testAlone = async () => {
  await client.administrate('RotateSecret', { RotateImmediately: false });
  await running.sandbox.secretsManager.idle();
  return running.sandbox.secretsManager.rotations().findLast(({ kind, secretArn }) => {
    return kind === 'test' && secretArn === client.secretArn;
  });
};

test('the first deployment tests the placeholder, and finds nothing wrong with it', () => {
  const tests = running.sandbox.secretsManager.rotations().filter(({ kind }) => kind === 'test');
  expect(tests.map(({ outcome }) => outcome)).toEqual(Array(tests.length).fill('succeeded'));
  expect(tests.length).toBeGreaterThan(0);
  expect(tests.flatMap(({ steps }) => steps.map(({ name }) => name))).toEqual(Array(tests.length).fill('testSecret'));
  expect(running.lines.some((line) => line.includes('not bootstrapped yet'))).toBe(true);
});

describe('a token that this rotation stored', () => {
  let versionId: string;

  beforeEach(async () => {
    if (client.tokens.length === 0) await client.rotate();
    versionId = await client.stage();
    await client.step('createSecret', versionId);
  });

  test('is exchanged once, for the narrowest scope', async () => {
    const { errorType, calls } = await client.step('testSecret', versionId);
    expect(errorType).toBeUndefined();
    expect(calls.map(({ operation }) => operation)).toEqual(['GetSecretValue', 'issueShortTermToken']);
    const [short] = running.sandbox
      .state()
      .tokens.filter(({ kind }) => kind === 'short')
      .slice(-1);
    expect(short?.scopes).toEqual(['jobs:submit']);
  });

  test('and that the API does not know any more is given up: to end in an hour, not pending, not revoked', async () => {
    await revokedOnceKnown(versionId);
    const { errorType, calls } = await client.step('testSecret', versionId);
    expect(errorType).toBe('TokenRefused');
    expect(calls.some(({ operation }) => operation === 'revokeToken')).toBe(false);
    expect(client.labelsOf(versionId)).not.toContain('AWSPENDING');
    expect(client.ledger('given-up').filter((label) => label.endsWith(versionId))).toHaveLength(1);
    expect(client.ledger('due').filter((label) => label.endsWith(versionId))).toEqual([]);
  });

  test.each([
    ['500', { kind: 'refuse', status: 500 }],
    ['429', { kind: 'throttle', seconds: 600 }],
    ['403', { kind: 'refuse', status: 403 }],
    ['400', { kind: 'refuse', status: 400 }],
    ['no answer', { kind: 'lose-answer' }],
  ] as const)('and meets %s stays as it is, for the next attempt', async (_what, fault) => {
    const labels = client.labelsOf(versionId);
    client.fault({ ...fault, service: 'click2mail', operation: 'issueShortTermToken', times: 9 });
    expect((await client.step('testSecret', versionId)).errorType).toMatch(/^Token(ApiUnavailable|Refused)$/);
    expect(client.labelsOf(versionId)).toEqual(labels);
    running.sandbox.faults.clear();
    expect((await client.step('testSecret', versionId)).errorType).toBeUndefined();
  });

  test('stays pending when the due-label cannot be put: giving up stops at its first failure', async () => {
    await revokedOnceKnown(versionId);
    client.fault({
      kind: 'refuse',
      status: 403,
      service: 'secretsmanager',
      operation: 'UpdateSecretVersionStage',
      times: 9,
    });
    expect((await client.step('testSecret', versionId)).errorType).toBe('LabelNotMoved');
    expect(client.labelsOf(versionId)).toContain('AWSPENDING');
  });
});

test('a pending version without a value is an error, and stays', async () => {
  if (client.tokens.length === 0) await client.rotate();
  const versionId = await client.stage();
  const { errorType } = await client.step('testSecret', versionId);
  expect(errorType).toBe('SecretUnreadable');
  expect(client.labelsOf(versionId)).toEqual(['AWSPENDING']);
});

describe('a stored token that is not as it should be', () => {
  const inDays = (days: number) => new Date(running.sandbox.clock.now() + days * 86_400_000).toISOString();

  const pendingToken = async (changes: object) => {
    const versionId = await client.stage();
    const current = JSON.parse(await client.valueOf(client.versionWith('AWSCURRENT') ?? '')) as object;
    await client.administrate('PutSecretValue', {
      ClientRequestToken: versionId,
      SecretString: JSON.stringify({ ...current, token_id: 'tok_lt_other', ...changes }),
      VersionStages: ['AWSPENDING', `click2mail:${versionId}`],
    });
    return versionId;
  };

  test('because it does not last until its successor is out of grace is given up', async () => {
    const versionId = await pendingToken({ expires_at: inDays(29) });
    const { errorType, errorMessage } = await client.step('testSecret', versionId);
    expect(errorType).toBe('TokenUnfit');
    expect(errorMessage).toContain('needs 2599200 s');
    expect(client.labelsOf(versionId)).not.toContain('AWSPENDING');
    expect(client.ledger('given-up').some((label) => label.endsWith(versionId))).toBe(true);
  });

  test.each([
    ['lacks a scope', ['jobs:submit'], 'lacks templates:read'],
    ['has one in excess', ['jobs:submit', 'templates:read', 'billing:read'], 'has billing:read in excess'],
  ])('because it %s is an error that names it, and stays', async (_why, scopes, text) => {
    const versionId = await pendingToken({ scopes });
    const { errorType, errorMessage } = await client.step('testSecret', versionId);
    expect(errorType).toBe('TokenUnfit');
    expect(errorMessage).toContain(text);
    expect(client.labelsOf(versionId)).toContain('AWSPENDING');
  });

  test('but is the current one under another version is never given up', async () => {
    const current = client.versionWith('AWSCURRENT') ?? '';
    const versionId = await pendingToken({
      token_id: client.tokenIdOf(current),
      expires_at: inDays(1),
    });
    const labels = client.labelsOf(versionId);
    expect((await client.step('testSecret', versionId)).errorType).toBe('TokenUnfit');
    expect(client.labelsOf(versionId)).toEqual(labels);
    expect(client.liveTokens.some(({ id }) => id === client.tokenIdOf(current))).toBe(true);
  });
});

describe('a copy of the current token, tested when a schedule is changed,', () => {
  test('passes although it will not last another interval, and the current token survives', async () => {
    client = running.client('elliptic');
    await client.rotate();
    await running.sandbox.clock.advance(20 * 24 * 60 * 60);
    const current = client.versionWith('AWSCURRENT') ?? '';
    expect(await testAlone()).toMatchObject({ outcome: 'succeeded' });
    expect(client.versionWith('AWSCURRENT')).toBe(current);
    expect(client.liveTokens.some(({ id }) => id === client.tokenIdOf(current))).toBe(true);
  });

  test('fails when the API does not know it any more, and no label moves', async () => {
    client = running.client('padded');
    await client.rotate();
    const current = client.versionWith('AWSCURRENT') ?? '';
    await revokedOnceKnown(current);
    const labels = client.labelsOf(current);
    expect(await testAlone()).toMatchObject({ outcome: 'failed' });
    expect(client.labelsOf(current)).toEqual(labels);
    expect(client.ledger('due')).toEqual([]);
  });
});
