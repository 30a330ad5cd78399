import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { generateKeyPairSync } from 'node:crypto';
import { assertionFor, CLIENT_ID, expectRefusal, KEYS, runApi, type RunningApi, START } from './running-api.ts';

const NOW = START / 1000;

let running: RunningApi;
beforeEach(async () => {
  running = await runApi();
});
afterEach(() => running.close());

const assertion = (changes?: Parameters<typeof assertionFor>[2]) =>
  assertionFor(running.issueUrl, running.clock.now(), changes);
const expectRefused = (answer: Awaited<ReturnType<RunningApi['issueByAssertion']>>, message: RegExp) =>
  expectRefusal(answer, 401, 'invalid_token', message);

describe('an assertion', () => {
  test('issues a token', async () => {
    const { status } = await running.issueByAssertion(await assertion());
    expect(status).toBe(201);
    expect(running.api.tokens()[0]?.grant).toBe('assertion');
  });

  test('is used once', async () => {
    const used = await assertion();
    await running.issueByAssertion(used);
    expectRefused(await running.issueByAssertion(used), /used before/);
    const sameId = { claims: { jti: 'the same' } };
    expect((await running.issueByAssertion(await assertion(sameId))).status).toBe(201);
    expectRefused(await running.issueByAssertion(await assertion(sameId)), /used before/);
  });

  test('is used once even when sent twice at the same time', async () => {
    const used = await assertion();
    const answers = await Promise.all([1, 2, 3, 4].map(() => running.issueByAssertion(used)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 401, 401, 401]);
  });

  test('is refused to the last second of its life when replayed, and then as expired', async () => {
    const used = await assertion();
    await running.issueByAssertion(used);
    await running.clock.advance(299);
    expectRefused(await running.issueByAssertion(used), /used before/);
    await running.clock.advance(1);
    expectRefused(await running.issueByAssertion(used), /assertion is expired/);
  });

  test('may have the jti that another client used', async () => {
    running.api.register({
      clientId: 'c2m_other',
      keys: [{ kid: 'rsa-1', publicKey: KEYS.rsa.publicKey, algorithm: 'RS256' }],
    });
    await running.issueByAssertion(await assertion({ claims: { jti: '1' } }));
    const other = await assertion({ claims: { jti: '1', iss: 'c2m_other', sub: 'c2m_other' } });
    const answer = await running.issueLong(
      {
        grant_type: 'assertion',
        client_id: 'c2m_other',
        client_secret: undefined,
        assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        assertion: other,
      },
      { 'x-client-id': 'c2m_other' },
    );
    expect(answer.status).toBe(201);
  });

  test.each([
    ['a wrong iss', { iss: 'c2m_other' }, /iss/],
    ['no iss', { iss: undefined }, /iss/],
    ['a wrong sub', { sub: 'c2m_other' }, /sub/],
    ['no sub', { sub: undefined }, /sub/],
    ['a wrong aud', { aud: 'https://api.click2mail.com/v2' }, /aud/],
    ['no aud', { aud: undefined }, /aud/],
    ['an empty list as aud', { aud: [] }, /aud/],
    ['no jti', { jti: undefined }, /jti/],
    ['an empty jti', { jti: '' }, /jti/],
    ['a number as jti', { jti: 7 }, /jti/],
    ['no iat', { iat: undefined }, /iat/],
    ['a text as iat', { iat: 'now' }, /iat/],
    ['no exp', { exp: undefined }, /exp/],
    ['a text as exp', { exp: 'later' }, /exp/],
    ['a life of more than 5 minutes', { exp: NOW + 301 }, /longer than 5 minutes/],
    ['an exp that is now', { iat: NOW - 60, exp: NOW }, /^assertion is expired$/],
    ['an exp a minute ago', { iat: NOW - 360, exp: NOW - 60 }, /^assertion is expired$/],
    ['an iat 31 s ahead', { iat: NOW + 31 }, /^assertion is not yet valid$/],
    ['an nbf 31 s ahead', { nbf: NOW + 31 }, /^assertion is not yet valid$/],
    ['a text as nbf', { nbf: 'now' }, /nbf/],
  ])('with %s is refused with 401', async (_name, claims, message) => {
    expectRefused(await running.issueByAssertion(await assertion({ claims })), message);
    expect(running.api.tokens()).toEqual([]);
  });

  test.each([
    ['an iat 30 s ahead', { iat: NOW + 30 }],
    ['an nbf 30 s ahead', { nbf: NOW + 30 }],
    ['an exp a second ahead', { iat: NOW - 299, exp: NOW + 1 }],
    ['other claims besides', { scope: 'x', nonce: '1' }],
  ])('with %s is accepted', async (_name, claims) => {
    expect((await running.issueByAssertion(await assertion({ claims }))).status).toBe(201);
  });

  test('is judged by the sandbox’s clock', async () => {
    await running.clock.advance(90 * 24 * 60 * 60);
    expect((await running.issueByAssertion(await assertion())).status).toBe(201);
    expectRefused(await running.issueByAssertion(await assertionFor(running.issueUrl, START)), /assertion is expired/);
  });
});

describe('the audience', () => {
  test('may stand in a list', async () => {
    const claims = { aud: ['https://else.example', running.issueUrl] };
    expect((await running.issueByAssertion(await assertion({ claims }))).status).toBe(201);
  });

  test('may be one that was registered for the client', async () => {
    const claims = { aud: 'https://api.click2mail.com/v2' };
    const own = await runApi({ audiences: [claims.aud] });
    expect((await own.issueByAssertion(await assertionFor(own.issueUrl, START, { claims }))).status).toBe(201);
    expect((await own.issueByAssertion(await assertionFor(own.issueUrl, START))).status).toBe(201);
    await own.close();
  });
});

describe('the key', () => {
  test.each([
    ['a kid that is not registered', { header: { kid: 'rsa-2' } }, /kid/],
    ['no kid', { header: { kid: undefined } }, /kid/],
    ['the signature of another key', { key: KEYS.otherRsa.privateKey }, /wrong signature/],
    ['another alg than is registered', { header: { alg: 'PS256' } }, /alg/],
    ['no typ', { header: { typ: undefined } }, /typ/],
    ['another typ', { header: { typ: 'at+jwt' } }, /typ/],
  ])('%s is refused with 401', async (_name, changes, message) => {
    expectRefused(await running.issueByAssertion(await assertion(changes)), message);
  });

  test.each(['', 'x', 'a.b', 'a.b.c', 'a.b.c.d.e', '...'])('the text %j is refused with 401', async (text) => {
    expectRefused(await running.issueByAssertion(text), /malformed/);
  });

  test('an unsigned or symmetrically signed assertion is refused with 401', async () => {
    const claims = { iss: CLIENT_ID, sub: CLIENT_ID, aud: running.issueUrl, jti: '1', iat: NOW, exp: NOW + 60 };
    expectRefused(await running.issueByAssertion(new UnsecuredJWT(claims).encode()), /kid|malformed/);
    const publicPem = Buffer.from(KEYS.rsa.publicKey.export({ type: 'spki', format: 'pem' }));
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: 'rsa-1' })
      .sign(publicPem);
    expectRefused(await running.issueByAssertion(symmetric), /alg/);
  });

  test('may be one of several of a client, of any registered algorithm', async () => {
    running.api.addKey(CLIENT_ID, { kid: 'ps', publicKey: KEYS.otherRsa.publicKey, algorithm: 'PS256' });
    running.api.addKey(CLIENT_ID, { kid: 'ec', publicKey: KEYS.ec.publicKey, algorithm: 'ES256' });
    for (const changes of [
      {},
      { header: { kid: 'ps', alg: 'PS256' }, key: KEYS.otherRsa.privateKey },
      { header: { kid: 'ec', alg: 'ES256' }, key: KEYS.ec.privateKey },
    ]) {
      expect((await running.issueByAssertion(await assertion(changes))).status).toBe(201);
    }
  });

  test('is not accepted any more once removed', async () => {
    running.api.removeKey(CLIENT_ID, 'rsa-1');
    expectRefused(await running.issueByAssertion(await assertion()), /kid/);
  });

  test('is not registered when it cannot verify its algorithm', () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    for (const [publicKey, algorithm] of [
      [KEYS.ec.publicKey, 'RS256'],
      [KEYS.rsa.publicKey, 'ES256'],
      [KEYS.ec.publicKey, 'ES384'],
      [KEYS.rsa.privateKey, 'RS256'],
      [short, 'RS256'],
    ] as const) {
      expect(() => running.api.addKey(CLIENT_ID, { kid: 'k', publicKey, algorithm })).toThrow(TypeError);
    }
  });
});
