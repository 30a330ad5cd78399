import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { cli } from '../support/programs/cli.ts';
import { recordSecret } from '../support/secret-watch.ts';
import { type TestClient, TestSandbox } from '../support/test-sandbox.ts';

const NAMES = ['acme', 'elliptic', 'globex', 'hasty', 'initech', 'padded'];

let running: TestSandbox;
const client = (name: string): TestClient => running.client(name);
const currentToken = (name: string) => client(name).tokenIdOf(client(name).versionWith('AWSCURRENT') ?? '') ?? '';
const stateOf = (name: string, id: string) => client(name).longTermTokens.find((token) => token.id === id)?.state;

beforeAll(async () => {
  running = await TestSandbox.start();
  for (const name of NAMES.filter((one) => one !== 'initech')) await client(name).issueFirstToken();
});
afterAll(() => running.stop());

describe('issue', () => {
  test('takes the one-time code from standard input and makes the first token current', async () => {
    const code = running.sandbox.api.oneTimeCode(client('initech').clientId);
    const { exitCode, out } = await cli(running.sandbox, 'issue initech', { input: `${code}\n` });
    expect(exitCode).toBe(0);
    expect(out).toContain(`initech has the token ${currentToken('initech')}, until 20`);
    expect(out).not.toContain(code);
  });

  test('asks a person for the code, and does not replace a token that works unless told to', async () => {
    const before = currentToken('initech');
    const code = running.sandbox.api.oneTimeCode(client('initech').clientId);
    const refused = await cli(running.sandbox, 'issue initech', { answers: [code] });
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain('npm run tokens -- issue initech --replace');
    const replaced = await cli(running.sandbox, 'issue initech --replace', { answers: [code] });
    expect(replaced.exitCode).toBe(0);
    expect(currentToken('initech')).not.toBe(before);
  });

  test('a token that was issued is told of, also when the rotation that is pending cannot be looked at', async () => {
    const { roles, credentials, api } = running.sandbox;
    const arn = 'arn:aws:iam::123456789012:role/issuer';
    const Action = ['cloudformation:*', 'lambda:*', 'sts:*'];
    const issuing = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
    roles.add({ name: 'issuer', arn, trustPolicy: issuing, policies: new Map([['issuing', issuing]]) });
    const input = api.oneTimeCode(client('initech').clientId);
    const { exitCode, out } = await cli(running.sandbox, 'issue initech --replace', {
      input,
      credentials: credentials.issue(arn, 'somebody'),
    });
    expect(out).toContain(`initech has the token ${currentToken('initech')}, until 20`);
    expect(out).toMatch(/was not given up: .*AccessDenied.* Later: npm run tokens -- resume initech$/);
    expect(exitCode).toBe(1);
  });

  test('says so when Click2Mail refuses the code', async () => {
    const { exitCode, err } = await cli(running.sandbox, 'issue initech --replace', { answers: ['00000000'] });
    expect(exitCode).toBe(1);
    expect(err).toMatch(/refused the one-time code.+Nothing was changed/);
  });

  test('takes no code as an argument', async () => {
    expect((await cli(running.sandbox, 'issue initech 12345678')).exitCode).toBe(2);
  });
});

describe('rotate', () => {
  test('waits for the new token, and the old one stays in its grace', async () => {
    const before = currentToken('acme');
    const { exitCode, out } = await cli(running.sandbox, 'rotate acme');
    expect(exitCode).toBe(0);
    expect(out).toContain('acme has a new token, in version ');
    expect(currentToken('acme')).not.toBe(before);
    expect(stateOf('acme', before)).toBe('live');
    const status = await cli(running.sandbox, 'status');
    expect(status.out).toMatch(
      new RegExp(`in grace: ${before.replace('tok_lt_', '').slice(0, 8)}… is to be revoked in [12] h`),
    );
  });

  test('with --no-wait it returns when the rotation has begun', async () => {
    const { exitCode, out } = await cli(running.sandbox, 'rotate padded --no-wait');
    expect(exitCode).toBe(0);
    expect(out).toContain('A rotation of padded has begun');
    await running.sandbox.secretsManager.idle();
  });

  test('tells the reason when it fails, and what to type', async () => {
    client('elliptic').fault({ kind: 'refuse', status: 403, service: 'click2mail', operation: 'issueLongTermToken' });
    const { exitCode, err } = await cli(running.sandbox, 'rotate elliptic');
    expect(exitCode).toBe(1);
    expect(err).toMatch(/The rotation of elliptic failed. TOKEN_REFUSED .+\n.+npm run tokens -- status/);
    const again = await cli(running.sandbox, 'rotate elliptic');
    expect(again.exitCode).toBe(1);
    expect(again.err).toContain('npm run tokens -- resume elliptic');
    expect((await cli(running.sandbox, 'resume elliptic')).exitCode).toBe(0);
  });

  test('does not switch a rotation on that somebody switched off; resume does, with the schedule as it was', async () => {
    const { nextRotationAt } = client('hasty');
    await client('hasty').administrate('CancelRotateSecret', {});
    const refused = await cli(running.sandbox, 'rotate hasty');
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain('npm run tokens -- resume hasty');
    const resumed = await cli(running.sandbox, 'resume hasty --json');
    expect(JSON.parse(resumed.out)).toMatchObject({ client: 'hasty', is_current: true, freed_version_id: null });
    expect(client('hasty').nextRotationAt).toBe(nextRotationAt);
  });
});

describe('revoke', () => {
  test('asks first, and does nothing unless the answer is yes', async () => {
    const before = currentToken('globex');
    const { exitCode, err } = await cli(running.sandbox, 'revoke globex', { answers: ['no'] });
    expect(exitCode).toBe(1);
    expect(err).toContain(`The token ${before} of globex is replaced`);
    expect(stateOf('globex', before)).toBe('live');
  });

  test('without anybody to be asked it wants --yes', async () => {
    expect((await cli(running.sandbox, 'revoke globex')).exitCode).toBe(2);
  });

  test('replaces the current token and revokes it', async () => {
    const before = currentToken('globex');
    const { exitCode, out } = await cli(running.sandbox, 'revoke globex --yes');
    expect(exitCode).toBe(0);
    expect(out).toContain(`revoked: ${before}`);
    expect(stateOf('globex', before)).toBe('revoked');
    expect(stateOf('globex', currentToken('globex'))).toBe('live');
  });

  test('revokes the token that is named, also before there is another', async () => {
    const before = currentToken('globex');
    const words = `revoke globex --token ${before} --even-without-successor --yes --json`;
    const { exitCode, out } = await cli(running.sandbox, words);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'revoked', revoked: [before] });
  });
});

describe('vend', () => {
  test('prints the token alone on standard output, narrowed as asked', async () => {
    const { exitCode, out, err } = await cli(running.sandbox, 'vend letters --scope jobs:submit');
    recordSecret(out);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^\S+$/);
    expect(err).toContain('for acme: jobs:submit, until ');
  });

  test('an unknown consumer is wrong usage, and a scope that it does not have is told', async () => {
    const unknown = await cli(running.sandbox, 'vend nobody');
    expect([unknown.exitCode, unknown.err]).toEqual([
      2,
      expect.stringContaining('There are: mail-merge, letters, archive'),
    ]);
    const wider = await cli(running.sandbox, 'vend mail-merge --scope templates:read');
    expect([wider.exitCode, wider.err]).toEqual([1, expect.stringContaining('scopes that the consumer does not have')]);
  });
});

describe('public-key', () => {
  const publicKey = async (name: string, format: string) =>
    (await cli(running.sandbox, `public-key ${name} --format ${format}`)).out;

  test('every format has the same key, and its name is the one that assertions use', async () => {
    const pem = createPublicKey(await publicKey('acme', 'pem'));
    const jwk = JSON.parse(await publicKey('acme', 'jwk')) as JWK;
    const jwks = JSON.parse(await publicKey('acme', 'jwks')) as { keys: JWK[] };
    const thumbprint = await publicKey('acme', 'thumbprint');
    expect(createPublicKey({ key: jwk, format: 'jwk' }).equals(pem)).toBe(true);
    expect(jwks.keys).toEqual([jwk]);
    expect(await calculateJwkThumbprint(jwk)).toBe(thumbprint);
    expect(jwk).toMatchObject({ kid: thumbprint, alg: 'RS256', use: 'sig' });
    const elliptic = JSON.parse(await publicKey('elliptic', 'jwk')) as JWK;
    expect(elliptic).toMatchObject({ kid: 'elliptic-2026', alg: 'ES256', crv: 'P-256' });
  });

  test('a client without a signing key is told so', async () => {
    const { exitCode, err } = await cli(running.sandbox, 'public-key globex');
    expect([exitCode, err]).toEqual([2, expect.stringContaining('globex has no signing key')]);
  });
});

describe('retire', () => {
  test('is refused as long as consumers depend on the client', async () => {
    const { exitCode, err } = await cli(running.sandbox, 'retire acme --yes');
    expect(exitCode).toBe(1);
    expect(err).toContain('acme is still used by the consumer mail-merge, the consumer letters.');
  });

  test('ends rotation and every token, says what is left to do, and may be repeated', async () => {
    await cli(running.sandbox, 'rotate padded');
    const { exitCode, out } = await cli(running.sandbox, 'retire padded', { answers: ['yes'] });
    expect(exitCode).toBe(0);
    expect(client('padded').liveTokens).toEqual([]);
    const steps = [/1\. Have Click2Mail/, /2\. Take clients\.padded out/, /3\. aws secretsmanager delete-secret/];
    for (const step of [...steps, /4\. aws kms schedule-key-deletion/]) expect(out).toMatch(step);
    expect((await cli(running.sandbox, 'retire padded --yes')).exitCode).toBe(0);
  });
});

test('no command but vend has told a token or a secret', async () => {
  // doctor has the API shown what it refuses, for many seconds where that is seconds old.
  await running.sandbox.clock.advance(60);
  const said = [];
  for (const words of ['status --json', 'doctor --json', 'rotate acme --json', 'revoke acme --yes --json']) {
    const { out, err } = await cli(running.sandbox, words);
    said.push(out, err);
  }
  const all = said.join('\n');
  const told = [...running.secrets].filter((secret) => secret.length > 6 && all.includes(secret));
  expect(told).toEqual([]);
});
