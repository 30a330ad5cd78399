import { beforeEach, describe, expect, test } from '@jest/globals';
import { SecretUnreadable, TokenRefused } from '../../../functions/core/errors.ts';
import type { SecretVersions } from '../../../functions/core/secret-versions.ts';
import { dueLabel, givenUpTime, storedLabel } from '../../../functions/core/version-labels.ts';
import { rotate } from '../../../functions/rotation/rotation.ts';
import { clientInProcess, NOW, outage, valueOf, version } from '../client-in-process.ts';

const HOUR = 3_600_000;
const [FIRST, NEXT] = [version('first'), version('next')] as const;
const SUBJECT = { client: 'acme', versionId: NEXT };
type Step = Parameters<typeof rotate>[0]['step'];

let client: Awaited<ReturnType<typeof clientInProcess>>;
beforeEach(async () => {
  client = await clientInProcess();
  await client.put(FIRST, 'tok_1', ['AWSCURRENT']);
  await client.call('RotateSecret', { ClientRequestToken: NEXT });
});

interface Circumstances {
  readonly secretId?: string;
  readonly versionId?: string;
  readonly scopes?: readonly string[];
  readonly secret?: Partial<SecretVersions>;
  readonly graceSeconds?: number;
  readonly rotateEverySeconds?: number;
}

function step(
  name: Step,
  { secretId = 'arn', versionId = NEXT, secret, ...changes }: Circumstances = {},
): Promise<void> {
  return rotate(
    { step: name, secretId, versionId },
    {
      ...client.revoking,
      secretArn: 'arn',
      request: { scopes: changes.scopes ?? ['jobs:submit'], ttlSeconds: 86_400 },
      secret: { ...client.secret, ...secret },
      graceSeconds: changes.graceSeconds ?? 7200,
      rotateEverySeconds: changes.rotateEverySeconds ?? 86_400,
    },
  );
}

const versions = async () => (await client.secret.describe()).versions;
const labels = async (versionId: string) => (await versions())[versionId] ?? [];
const notStaged = { code: 'ROTATION_NOT_STAGED', ...SUBJECT };
const put = (value: string, under: readonly string[] = ['AWSPENDING']) =>
  client.call('PutSecretValue', { ClientRequestToken: NEXT, SecretString: value, VersionStages: [...under] });
const invalid = (apiCode = 'invalid_token') => new TokenRefused('no', { status: 401, apiCode });

test('a rotation brings a new token, and the former one ends after its grace', async () => {
  for (const name of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const) await step(name);
  expect(client.api.calls).toEqual(['issue jobs:submit', 'exchange lt_tok_new_1 for jobs:submit']);
  expect(await labels(NEXT)).toEqual(expect.arrayContaining(['AWSCURRENT', storedLabel(NEXT)]));
  expect(await labels(FIRST)).toContain(dueLabel(NOW + 2 * HOUR, FIRST));
  const told = [...client.log.lines];
  expect(told.at(-1)?.[1]).toEqual({ versionId: NEXT, supersededVersionId: FIRST });
  const before = await versions();
  for (const name of ['createSecret', 'testSecret', 'finishSecret'] as const) await step(name);
  expect(await versions()).toEqual(before);
  expect(client.api.calls).toHaveLength(2);
  expect(client.log.lines).toEqual(told);
});

test('without a grace the former token is revoked as soon as the new one is current', async () => {
  await step('createSecret');
  await step('finishSecret', { graceSeconds: 0 });
  expect([...client.api.live]).toEqual(['tok_new_1']);
});

test('what fails after the move does not fail the step', async () => {
  await step('createSecret');
  client.api.fails = () => outage();
  await step('finishSecret', { graceSeconds: 0 });
  expect(await labels(NEXT)).toContain('AWSCURRENT');
  const addLabel = (label: string, versionId: string) =>
    label.includes(':due:') ? Promise.reject(outage()) : client.secret.addLabel(label, versionId);
  await client.call('RotateSecret', { ClientRequestToken: version('third') });
  client.api.fails = () => undefined;
  await step('createSecret', { versionId: version('third') });
  await step('finishSecret', { versionId: version('third'), secret: { addLabel } });
  expect(client.log.lines.at(-1)?.[1]).toMatchObject({ versionId: NEXT, error: { code: 'TOKEN_API_UNAVAILABLE' } });
});

describe('every step', () => {
  const STEPS = ['createSecret', 'testSecret', 'finishSecret'] as const;

  test('refuses the event of another secret', async () => {
    for (const name of [...STEPS, 'setSecret'] as const) {
      await expect(step(name, { secretId: 'other' })).rejects.toMatchObject({ code: 'FOREIGN_SECRET', ...SUBJECT });
    }
  });

  test.each(STEPS)('refuses a version that there is not: %s', async (name) => {
    const versionId = version('none');
    await expect(step(name, { versionId })).rejects.toMatchObject({
      ...notStaged,
      versionId,
      message: expect.stringMatching(/no such version/),
    });
  });

  test.each(STEPS)('refuses a version that is not pending: %s', async (name) => {
    await put(valueOf('tok_2'), ['by-hand']);
    await client.call('UpdateSecretVersionStage', { VersionStage: 'AWSPENDING', RemoveFromVersionId: NEXT });
    await expect(step(name)).rejects.toMatchObject({ ...notStaged, message: expect.stringMatching(/not AWSPENDING/) });
  });

  test.each(STEPS)('refuses a version that is to be revoked: %s', async (name) => {
    await client.put(NEXT, 'tok_2', ['AWSPENDING', dueLabel(NOW, NEXT)]);
    await expect(step(name)).rejects.toMatchObject({
      ...notStaged,
      message: expect.stringMatching(/was current before/),
    });
    expect(await labels(FIRST)).toContain('AWSCURRENT');
  });

  test.each(['createSecret', 'finishSecret'] as const)('refuses where rotation is switched off: %s', async (name) => {
    await step('createSecret');
    const described = { ...(await client.secret.describe()), rotationEnabled: false };
    const secret = { describe: () => Promise.resolve(described) };
    await expect(step(name, { secret })).rejects.toMatchObject({
      ...notStaged,
      message: expect.stringMatching(/switched off/),
    });
  });
});

test('createSecret issues nothing where the token was stored before', async () => {
  await step('createSecret');
  await step('createSecret');
  expect(client.api.calls).toEqual(['issue jobs:submit']);
  expect(client.log.lines.at(-1)?.[1]).toEqual({ versionId: NEXT });
});

test('finishSecret does not promote what this rotation did not store', async () => {
  await put(valueOf('tok_2'));
  await expect(step('finishSecret')).rejects.toMatchObject({
    ...notStaged,
    message: expect.stringMatching(/holds no token/),
  });
  expect(await labels(FIRST)).toContain('AWSCURRENT');
});

test('finishSecret does not promote where nothing is current', async () => {
  await step('createSecret');
  const { [FIRST]: _, ...others } = await versions();
  const described = { ...(await client.secret.describe()), versions: others };
  await expect(step('finishSecret', { secret: { describe: () => Promise.resolve(described) } })).rejects.toMatchObject(
    notStaged,
  );
});

describe('testSecret', () => {
  test('leaves the placeholder of the first deployment to the first rotation', async () => {
    await put('placeholder');
    await step('testSecret');
    expect(client.api.calls).toEqual([]);
    expect(client.log.lines.at(-1)?.[1]).toEqual({ versionId: NEXT });
  });

  test('buys the least that the token may do, and tells the API how old it is', async () => {
    const seen: unknown[] = [];
    const { api } = client;
    const exchange = api.exchange.bind(api);
    api.exchange = (token, scopes, ...rest: unknown[]) => {
      seen.push(...rest);
      return exchange(token, scopes);
    };
    await put(valueOf('tok_1', { scopes: ['*', 'tokens:revoke', 'jobs:submit'] }));
    await step('testSecret', { scopes: ['*'] });
    await client.call('UpdateSecretVersionStage', { VersionStage: 'AWSPENDING', RemoveFromVersionId: NEXT });
    expect(api.calls).toEqual(['exchange lt_tok_1 for jobs:submit']);
    expect(seen).toEqual([NOW - HOUR]);
    expect(client.log.lines.at(-1)?.[1]).toEqual({ versionId: NEXT, tokenId: 'tok_1', client: 'acme' });
  });

  test.each([
    [['jobs:submit'], ['jobs:submit'], ['a:b']],
    [[], ['a:b'], ['a:b']],
    [[], [], []],
  ])('of the scopes %j, with %j asked for, names one or none', async (granted, asked) => {
    await put(valueOf('tok_1', { scopes: granted }));
    await step('testSecret', { scopes: asked }).catch(() => undefined);
    const named = [...granted, ...asked].slice(0, 1).join(' ');
    expect(client.api.calls).toEqual([`exchange lt_tok_1 for ${named}`]);
  });

  test.each([
    ['lacks a:b, c:d', ['jobs:submit'], ['jobs:submit', 'a:b', 'c:d']],
    ['has a:b, c:d in excess', ['jobs:submit', 'a:b', 'c:d'], ['jobs:submit']],
    ['lacks a:b and has c:d in excess', ['c:d'], ['a:b']],
  ])('refuses a token that %s, and does not give it up', async (what, granted, asked) => {
    await put(valueOf('tok_1', { scopes: granted }), ['AWSPENDING', storedLabel(NEXT)]);
    await expect(step('testSecret', { scopes: asked })).rejects.toMatchObject({
      code: 'TOKEN_UNFIT',
      ...SUBJECT,
      message: `The token ${what}. Ask Click2Mail what the client is allowed.`,
    });
    expect(await labels(NEXT)).toContain('AWSPENDING');
  });

  describe('gives a token up', () => {
    beforeEach(() => client.put(NEXT, 'tok_2', ['AWSPENDING']));

    const expectGivenUp = async () => {
      expect(await labels(NEXT)).not.toContain('AWSPENDING');
      expect(givenUpTime(await versions(), NEXT)).toBeGreaterThanOrEqual(NOW + HOUR);
      expect(client.log.lines.at(-1)?.[1]).toEqual({ versionId: NEXT, tokenId: 'tok_2' });
    };

    test.each(['invalid_token', 'token_expired'])('that the API refuses with %s', async (apiCode) => {
      client.api.fails = () => invalid(apiCode);
      await expect(step('testSecret')).rejects.toMatchObject({ code: 'TOKEN_REFUSED' });
      await expectGivenUp();
    });

    test('though what is current is no token', async () => {
      await client.call('PutSecretValue', { ClientRequestToken: version('by-hand'), SecretString: 'by hand' });
      await client.secret.addLabel('AWSPENDING', NEXT);
      client.api.fails = () => invalid();
      await expect(step('testSecret')).rejects.toMatchObject({ code: 'TOKEN_REFUSED' });
      await expectGivenUp();
    });

    test.each([
      [1000 * 3600, true],
      [1000 * 3600 + 1, false],
    ])(
      'that would not last until its successor’s grace is over; of %i s needed it lasts: %s',
      async (needed, lasts) => {
        const tested = step('testSecret', { rotateEverySeconds: needed - 7200 });
        if (lasts) return expect(tested).resolves.toBeUndefined();
        await expect(tested).rejects.toMatchObject({
          code: 'TOKEN_UNFIT',
          ...SUBJECT,
          message: expect.stringMatching(/^The token has 3600000 s of life left and needs 3600001 s/),
        });
        await expectGivenUp();
      },
    );
  });

  test.each([
    ['an outage', outage()],
    ['another refusal', new TokenRefused('no', { status: 403, apiCode: 'insufficient_scope' })],
  ])('keeps a token after %s', async (_what, error) => {
    await client.put(NEXT, 'tok_2', ['AWSPENDING']);
    client.api.fails = () => error;
    await expect(step('testSecret')).rejects.toBe(error);
    expect(await labels(NEXT)).toContain('AWSPENDING');
  });

  test('keeps a copy of the current token, which need not last', async () => {
    await client.put(NEXT, 'tok_1', ['AWSPENDING']);
    client.api.fails = () => invalid();
    await expect(step('testSecret')).rejects.toMatchObject({ code: 'TOKEN_REFUSED' });
    expect(await labels(NEXT)).toContain('AWSPENDING');
    client.api.fails = () => undefined;
    await client.secret.removeLabel(storedLabel(NEXT), NEXT);
    await expect(step('testSecret', { rotateEverySeconds: 1e9 })).resolves.toBeUndefined();
  });

  test('keeps a token that no rotation stored, though the API refuses it', async () => {
    await put(valueOf('tok_2'));
    client.api.fails = () => invalid();
    await expect(step('testSecret')).rejects.toMatchObject({ code: 'TOKEN_REFUSED' });
    expect(await labels(NEXT)).toContain('AWSPENDING');
  });

  test('does nothing for a version that was promoted meanwhile', async () => {
    await client.put(NEXT, 'tok_2', ['AWSPENDING']);
    client.api.fails = () => {
      void client.call('UpdateSecretVersionStage', {
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: NEXT,
        RemoveFromVersionId: FIRST,
      });
      return invalid();
    };
    await expect(step('testSecret')).resolves.toBeUndefined();
    expect(givenUpTime(await versions(), NEXT)).toBeUndefined();
  });

  test('does nothing for a version that cannot be read as pending, because it is current', async () => {
    const read = () => Promise.reject(new SecretUnreadable('no', { isAbsent: true }));
    await expect(step('testSecret', { versionId: FIRST, secret: { read } })).resolves.toBeUndefined();
    expect(client.log.lines).toEqual([]);
    await client.put(NEXT, 'tok_2', ['AWSPENDING']);
    await expect(step('testSecret', { secret: { read } })).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    const defect = () => Promise.reject(new TypeError('a defect'));
    await expect(step('testSecret', { versionId: FIRST, secret: { read: defect } })).rejects.toThrow(TypeError);
  });
});
