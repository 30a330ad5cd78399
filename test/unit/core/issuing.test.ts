import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  SecretNotStored,
  TokenNotRevocable,
  TokenRefused,
  type TokenRotationError,
  TokenUnfit,
} from '../../../functions/core/errors.ts';
import { issueInto, type Issuing } from '../../../functions/core/issuing.ts';
import { Ledger } from '../../../functions/core/ledger.ts';
import type { SecretVersions } from '../../../functions/core/secret-versions.ts';
import { begunLabel, freeLabels, storedLabel } from '../../../functions/core/version-labels.ts';
import { clientInProcess, CLIENT_ID, NOW, outage, valueOf, version } from '../client-in-process.ts';

const [FIRST, NEXT] = [version('first'), version('next')] as const;
const BEGUN = begunLabel(NOW, 'ab12', NEXT);
const SUBJECT = { client: 'acme', versionId: NEXT };

let client: Awaited<ReturnType<typeof clientInProcess>>;
beforeEach(async () => {
  client = await clientInProcess();
  await client.put(FIRST, 'tok_1', ['AWSCURRENT']);
  await client.call('RotateSecret', { ClientRequestToken: NEXT });
});

const versions = async () => (await client.secret.describe()).versions;

/** @param secret what of Secrets Manager is different */
async function issue(secret: Partial<SecretVersions> = {}) {
  const issuing: Issuing = {
    ...client.revoking,
    request: { scopes: ['jobs:submit'], ttlSeconds: 86_400 },
    secret: { ...client.secret, ...secret },
  };
  return issueInto(NEXT, new Ledger(issuing.secret, () => NOW, await versions()), issuing);
}

const atIssue = (error: Error) => (call: string) => (call === 'issue jobs:submit' ? error : undefined);
const told = () => client.log.lines.map(([, details]) => details);

test('a token is written down before it is asked for, and stored with its label', async () => {
  let labelsMeanwhile: readonly string[] = [];
  const token = await issue({
    addLabel: async (label, versionId) => {
      expect(client.api.calls).toEqual([]);
      labelsMeanwhile = [label, versionId];
      await client.secret.addLabel(label, versionId);
    },
  });
  expect(labelsMeanwhile).toEqual([BEGUN, FIRST]);
  expect(token).toMatchObject({ client_id: CLIENT_ID, token_id: 'tok_new_1', scopes: ['jobs:submit'] });
  expect(JSON.parse((await client.secret.read({ versionId: NEXT })).value)).toEqual(token);
  expect((await versions())[NEXT]?.toSorted()).toEqual(['AWSPENDING', storedLabel(NEXT), BEGUN].toSorted());
  expect(told()).toEqual([{ versionId: NEXT, tokenId: 'tok_new_1', expiresAt: token.expires_at }]);
});

describe('no token is asked for', () => {
  test('where nothing is current', async () => {
    const issuing = { ...client.revoking, request: { scopes: [], ttlSeconds: 1 } };
    await expect(issueInto(NEXT, new Ledger(client.secret, () => NOW, {}), issuing)).rejects.toMatchObject({
      code: 'ROTATION_NOT_STAGED',
      ...SUBJECT,
    });
    expect(client.api.calls).toEqual([]);
  });

  test('where too few labels are free, and the error says where', async () => {
    for (let left = freeLabels(await versions()); left > 0; left -= 1) {
      await client.secret.addLabel(`hand-${left}`, FIRST);
    }
    await expect(issue()).rejects.toMatchObject({ code: 'LABELS_EXHAUSTED', ...SUBJECT });
  });

  test.each([
    [3, true],
    [2, false],
  ])('with fewer than three labels free; with %i it is: %s', async (free, isAsked) => {
    for (let left = freeLabels(await versions()); left > free; left -= 1) {
      await client.secret.addLabel(`hand-${left}`, FIRST);
    }
    const code = await issue().then(
      () => 'issued',
      (error: unknown) => (error as TokenRotationError).code,
    );
    expect(code).toBe(isAsked ? 'issued' : 'LABELS_EXHAUSTED');
    expect(client.api.calls.length).toBe(isAsked ? 1 : 0);
  });
});

describe('the begun-label', () => {
  test.each([
    ['a refusal', false, new TokenRefused('no', { status: 403, apiCode: 'access_denied' })],
    ['an outage that came before anything was sent', false, outage(false)],
    ['an answer that was lost', true, outage(true)],
    ['a token without an id', true, new TokenNotRevocable('no id')],
    ['a token that is unfit, without an id', true, new TokenUnfit('unfit', { mayHaveIssued: true })],
    ['a short-term token that is unfit, for the proof', false, new TokenUnfit('unfit', {})],
    ['a defect', true, new TypeError('defect')],
  ])('after %s stays: %s', async (_what, stays, error) => {
    client.api.fails = atIssue(error);
    await expect(issue()).rejects.toBe(error);
    expect((await versions())[FIRST]?.includes(BEGUN)).toBe(stays);
    expect(told()).toEqual(stays ? [{ versionId: NEXT, attempt: 'ab12' }] : []);
    expect(client.api.calls).toEqual(['issue jobs:submit']);
  });

  test('that cannot be taken off after a refusal hides nothing of it', async () => {
    const error = outage(false);
    client.api.fails = atIssue(error);
    const second = new Error('not moved');
    await expect(issue({ removeLabel: () => Promise.reject(second) })).rejects.toBe(error);
    expect(told()).toEqual([{ versionId: NEXT, attempt: 'ab12', error: second }]);
  });

  test('goes when a token that is unfit was revoked', async () => {
    const error = new TokenUnfit('unfit', { tokenId: 'tok_8' });
    client.api.live.add('tok_8');
    client.api.fails = atIssue(error);
    await expect(issue()).rejects.toBe(error);
    expect([...client.api.live]).toEqual(['tok_1']);
    expect((await versions())[FIRST]).not.toContain(BEGUN);
    expect(told()).toEqual([]);
  });

  test.each([
    ['the API does not know it', () => undefined, { code: 'TOKEN_NOT_REVOCABLE', client: 'acme' }],
    ['the API fails', (call: string) => (call.startsWith('revoke tok_8') ? outage() : undefined), {}],
  ])('stays when a token that is unfit was not revoked: %s', async (_why, fails, why) => {
    const error = new TokenUnfit('unfit', { tokenId: 'tok_8' });
    client.api.fails = (call) => atIssue(error)(call) ?? fails(call);
    await expect(issue()).rejects.toBe(error);
    expect((await versions())[FIRST]).toContain(BEGUN);
    expect(told()).toMatchObject([{ versionId: NEXT, tokenId: 'tok_8', error: why }]);
  });
});

describe('a token that may not have been stored', () => {
  const unknown = new SecretNotStored('no answer', SUBJECT);

  test('is as good as stored when the version holds it', async () => {
    const token = await issue({
      put: async (...what) => {
        await client.secret.put(...what);
        throw unknown;
      },
    });
    expect(token.token_id).toBe('tok_new_1');
    expect(told()[0]).toEqual({ versionId: NEXT, tokenId: 'tok_new_1' });
    expect(client.api.calls).toEqual(['issue jobs:submit']);
  });

  test('is not revoked when nobody can say', async () => {
    await expect(
      issue({ put: () => Promise.reject(unknown), read: () => Promise.reject(new Error('no')) }),
    ).rejects.toBe(unknown);
    expect(client.api.live).toContain('tok_new_1');
    expect((await versions())[FIRST]).toContain(BEGUN);
  });

  test('gives way to the one that another run stored, without a look at it', async () => {
    await client.put(NEXT, 'tok_2', ['AWSPENDING']);
    await expect(issue({ read: () => Promise.reject(new Error('It was read.')) })).rejects.toMatchObject({
      code: 'SECRET_NOT_STORED',
      message: expect.stringContaining('Another run'),
      ...SUBJECT,
    });
    expect([...client.api.live].toSorted()).toEqual(['tok_1', 'tok_2']);
    expect((await versions())[NEXT]).toContain('AWSPENDING');
    expect((await versions())[FIRST]).not.toContain(BEGUN);
  });

  test.each([
    ['a token', valueOf('tok_2')],
    ['text', 'by hand'],
  ])('gives way to %s that somebody put, and the version is not waited for', async (_what, value) => {
    await client.call('PutSecretValue', {
      ClientRequestToken: NEXT,
      SecretString: value,
      VersionStages: ['AWSPENDING'],
    });
    await expect(issue({ put: () => Promise.reject(unknown) })).rejects.toMatchObject({
      code: 'SECRET_NOT_STORED',
      message: expect.stringContaining('not from this rotation'),
      ...SUBJECT,
    });
    expect([...client.api.live]).toEqual(['tok_1']);
    expect(await versions()).toEqual({ [FIRST]: ['AWSCURRENT', storedLabel(FIRST)] });
  });
});
