import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { AssertionSettings, ClientSettings } from '../../functions/lambda/settings.ts';
import type { Caller } from '../../sandbox/aws/aws-service.ts';
import { Click2MailApi, serveClick2MailApi } from '../../sandbox/click2mail-api/click2mail-api.ts';
import { Clock } from '../../sandbox/clock.ts';
import { Faults } from '../../sandbox/faults.ts';
import { Kms } from '../../sandbox/kms/kms.ts';
import type { FunctionConfiguration } from '../../sandbox/lambda/lambda.ts';
import type { LoopbackServer } from '../../sandbox/loopback-server.ts';
import { deployedClients, registerClients } from '../../sandbox/token-clients.ts';
import { Traffic } from '../../sandbox/traffic.ts';

const ADMINISTRATOR: Caller = {
  accountId: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/test',
  isAdministrator: true,
};

/** What registering a client looks at. */
const settings = (clientId: string, assertion: Partial<AssertionSettings> = {}): ClientSettings => {
  const looked: Pick<ClientSettings, 'clientId' | 'scopes'> = { clientId, scopes: ['jobs:submit'] };
  return { ...looked, assertion: { algorithm: 'RS256', ...assertion } } as ClientSettings;
};

const functionWith = (environment: Record<string, string>): FunctionConfiguration => ({
  functionName: 'rotate',
  functionArn: 'arn:of:rotate',
  codeDirectory: '/code',
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  roleArn: 'arn:of:role',
  timeoutSeconds: 60,
  memoryMb: 512,
  environment,
  logFormat: 'JSON',
  logGroup: '/logs',
});

describe('the clients of a stack', () => {
  const known = { clients: { acme: settings('c2m_acme') } };
  const clientsOf = (environment: Record<string, string>) => deployedClients([functionWith(environment)], () => known);

  test('are those that a function is deployed for, with what was deployed for them', () => {
    const names = { CLIENT_NAME: 'acme', TOKEN_SECRET_ARN: 'arn:of:secret' };
    expect(clientsOf({ ...names, SIGNING_SLOT: 'b', SIGNING_KEY_B: 'arn:of:key' })).toEqual([
      expect.objectContaining({
        name: 'acme',
        settings: known.clients.acme,
        secretArn: 'arn:of:secret',
        rotationFunctionArn: 'arn:of:rotate',
        signingKeyArn: 'arn:of:key',
      }),
    ]);
    expect(clientsOf(names)).toMatchObject([{ name: 'acme', signingKeyArn: undefined }]);
  });

  test.each<[string, Record<string, string>]>([
    ['rotates no client', { POWERTOOLS_SERVICE_NAME: 'sweep' }],
    ['has no secret', { CLIENT_NAME: 'acme' }],
    ['is for a client that its settings do not know', { CLIENT_NAME: 'other', TOKEN_SECRET_ARN: 'arn:of:secret' }],
  ])('are not those of a function that %s', (_name, environment) => {
    expect(clientsOf(environment)).toEqual([]);
  });
});

describe('a registered client', () => {
  const clock = new Clock({ flowing: false, startAt: Date.parse('2026-03-01T12:00:00.000Z') });
  const kms = new Kms({ clock, accountId: '123456789012', region: 'us-east-1' });
  const api = new Click2MailApi({ clock, traffic: new Traffic(new Faults()) });
  let server: LoopbackServer;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    server = await serveClick2MailApi({ port: 0, api });
    const register = async (clientId: string, assertion?: Partial<AssertionSettings>) => {
      const input = { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' };
      const { KeyMetadata } = await kms.call('CreateKey', input, ADMINISTRATOR);
      const signingKeyArn = (KeyMetadata as { Arn: string }).Arn;
      keys[clientId] = signingKeyArn;
      const names = { CLIENT_NAME: clientId, TOKEN_SECRET_ARN: 'arn:of:secret' };
      const environment = { ...names, SIGNING_SLOT: 'a', SIGNING_KEY_A: signingKeyArn };
      return deployedClients([functionWith(environment)], () => ({
        clients: { [clientId]: settings(clientId, assertion) },
      }));
    };
    const clients = [
      await register('c2m_plain'),
      await register('c2m_named', { keyId: 'named-2026', audience: 'urn:click2mail:auth' }),
    ];
    await registerClients(clients.flat(), { api, kms });
  });
  afterAll(() => server.close());

  const thumbprintOf = async (clientId: string) =>
    calculateJwkThumbprint(await exportJWK(kms.publicKeyOf(keys[clientId] ?? '')));

  /** Issues a token against an assertion that the client's key in KMS signs. */
  async function issue(clientId: string, kid: string, { scopes = ['jobs:submit'], aud = '' } = {}) {
    const iat = clock.now() / 1000;
    const issueUrl = `${server.origin}/v2/auth/tokens/long`;
    const claims = { iss: clientId, sub: clientId, aud: aud || issueUrl, jti: randomUUID(), iat, exp: iat + 300 };
    const encoded = [{ alg: 'RS256', typ: 'JWT', kid }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const { Signature } = await kms.call(
      'Sign',
      {
        KeyId: keys[clientId],
        Message: createHash('sha256').update(encoded.join('.')).digest('base64'),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
      },
      ADMINISTRATOR,
    );
    const assertion = `${encoded.join('.')}.${Buffer.from(String(Signature), 'base64').toString('base64url')}`;
    const { status } = await fetch(issueUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-client-id': clientId },
      body: JSON.stringify({
        grant_type: 'assertion',
        client_id: clientId,
        assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        assertion,
        scopes,
      }),
    });
    return status;
  }

  test('has its public key registered under its RFC 7638 thumbprint, and under no other id', async () => {
    expect(await issue('c2m_plain', await thumbprintOf('c2m_plain'))).toBe(201);
    expect(await issue('c2m_plain', 'c2m_plain')).toBe(401);
    expect(await issue('c2m_plain', await thumbprintOf('c2m_named'))).toBe(401);
  });

  test('has it registered under the id of its configuration instead, where it has one', async () => {
    expect(await issue('c2m_named', 'named-2026')).toBe(201);
    expect(await issue('c2m_named', await thumbprintOf('c2m_named'))).toBe(401);
  });

  test('may name the audience of its configuration', async () => {
    const aud = 'urn:click2mail:auth';
    expect(await issue('c2m_named', 'named-2026', { aud })).toBe(201);
    expect(await issue('c2m_plain', await thumbprintOf('c2m_plain'), { aud })).toBe(401);
  });

  test('may ask for its configured scopes and for tokens:revoke, and for no other', async () => {
    const kid = await thumbprintOf('c2m_plain');
    expect(await issue('c2m_plain', kid, { scopes: ['tokens:revoke'] })).toBe(201);
    expect(await issue('c2m_plain', kid, { scopes: ['templates:read'] })).toBe(403);
  });
});
