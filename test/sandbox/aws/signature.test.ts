import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLE, startEndpointUnderTest } from './endpoint-under-test.ts';

let under: Awaited<ReturnType<typeof startEndpointUnderTest>>;

beforeAll(async () => {
  under = await startEndpointUnderTest();
});

afterAll(() => under.endpoint.close());

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const INVALID = 'The security token included in the request is invalid.';

interface SignedRequest {
  headers: Record<string, string>;
  body: unknown;
  path: string;
  query: Record<string, string>;
}

/** Lists keys with a client whose request is altered after it was signed. */
function tampered(alter: (request: SignedRequest) => void, more: object = {}) {
  const client = new KMSClient({ ...under.clientOf(), ...more });
  client.middlewareStack.add(
    (next) => (args) => {
      alter(args.request as SignedRequest);
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  return client.send(new ListKeysCommand({ Limit: 5 }));
}

const refused = (name: string, message: string) =>
  expect.objectContaining({
    name,
    message: expect.stringContaining(message),
    $metadata: expect.objectContaining({ httpStatusCode: 400 }),
  });

describe('who signs with', () => {
  const wrong = { accessKeyId: 'test', secretAccessKey: 'guess' };
  const unknown = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'test' };

  test('a wrong secret key is refused by every protocol in its own words', async () => {
    await expect(new KMSClient(under.clientOf(wrong)).send(new ListKeysCommand({}))).rejects.toEqual(
      refused('InvalidSignatureException', MISMATCH),
    );
    await expect(new LambdaClient(under.clientOf(wrong)).send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(new STSClient(under.clientOf(wrong)).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      message: MISMATCH,
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('an unknown key id is refused', async () => {
    await expect(new KMSClient(under.clientOf(unknown)).send(new ListKeysCommand({}))).rejects.toEqual(
      refused('UnrecognizedClientException', INVALID),
    );
    await expect(new STSClient(under.clientOf(unknown)).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  test("a session's keys without the session's token is refused", async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = under.credentials.issue(ROLE, 'fn');
    const listed = (signer: Parameters<typeof under.clientOf>[0]) =>
      new KMSClient(under.clientOf(signer)).send(new ListKeysCommand({}));
    await listed({ accessKeyId, secretAccessKey, sessionToken });
    await expect(listed({ accessKeyId, secretAccessKey })).rejects.toEqual(
      refused('UnrecognizedClientException', INVALID),
    );
    await expect(listed({ accessKeyId, secretAccessKey, sessionToken: 'other' })).rejects.toEqual(
      refused('UnrecognizedClientException', INVALID),
    );
  });

  test('an expired session is refused; one without a duration never expires', async () => {
    const [short, endless] = [
      under.credentials.issue(ROLE, 's', { durationSeconds: 60 }),
      under.credentials.issue(ROLE, 'f'),
    ];
    await under.clock.advance(30 * 86_400);
    await new KMSClient(under.clientOf(endless)).send(new ListKeysCommand({}));
    await expect(new KMSClient(under.clientOf(short)).send(new ListKeysCommand({}))).rejects.toEqual(
      refused('ExpiredTokenException', 'The security token included in the request is expired'),
    );
  });
});

describe('a signed request', () => {
  test('as it was signed is served, whatever headers were added unsigned', async () => {
    const served = await tampered((request) => (request.headers['x-amzn-trace-id'] = 'Root=1-a-b'));
    expect(served.$metadata.httpStatusCode).toBe(200);
  });

  test.each<[string, (request: SignedRequest) => void, string]>([
    ['body', (request) => (request.body = '{"Limit":6}'), MISMATCH],
    ['body and body hash', ({ headers }) => (headers['x-amz-content-sha256'] = '0'.repeat(64)), MISMATCH],
    ['path', (request) => (request.path = '/other'), MISMATCH],
    ['query', (request) => (request.query = { a: 'b' }), MISMATCH],
    ['signed header', ({ headers }) => (headers['x-amz-target'] = 'TrentService.ListAliases'), MISMATCH],
    ['unsigned x-amz-* header', ({ headers }) => (headers['x-amz-other'] = '1'), 'not signed: x-amz-other'],
    [
      'date',
      ({ headers }) => (headers['x-amz-date'] = '20200101T000000Z'),
      'Date in Credential scope does not match YYYYMMDD',
    ],
    ['signature', ({ headers }) => (headers['authorization'] += '0'), MISMATCH],
  ])('with another %s is refused', async (_what, alter, message) => {
    await expect(tampered(alter)).rejects.toEqual(refused('InvalidSignatureException', message));
  });

  test('for another region is refused by what is in the stack’s region alone', async () => {
    const message = "Credential should be scoped to a valid region, not 'eu-west-1'.";
    const there = { ...under.clientOf(), region: 'eu-west-1' };
    await expect(new LambdaClient(there).send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message,
    });
    await expect(new STSClient(there).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      message,
    });
  });

  test('for another region is served where secrets’ replicas and their keys are', async () => {
    const there = { ...under.clientOf(), region: 'eu-west-1' };
    await new KMSClient(there).send(new ListKeysCommand({}));
    await new SecretsManagerClient(there).send(new ListSecretsCommand({}));
    expect(under.regions).toEqual(['eu-west-1', 'eu-west-1']);
  });

  test('for what is no region is refused', async () => {
    await expect(tampered(() => {}, { region: 'nowhere' })).rejects.toEqual(
      refused('InvalidSignatureException', "Credential should be scoped to a valid region, not 'nowhere'."),
    );
  });

  test('for another service is refused', async () => {
    const call = tampered(
      ({ headers }) => (headers['authorization'] = headers['authorization']!.replace('/kms/', '/sts/')),
    );
    await expect(call).rejects.toEqual(
      refused('InvalidSignatureException', "Credential should be scoped to correct service: 'kms'."),
    );
  });

  test.each<[string, (headers: Record<string, string>) => unknown, string, string]>([
    [
      'no Authorization',
      (headers) => delete headers['authorization'],
      'MissingAuthenticationTokenException',
      'Missing Authentication Token',
    ],
    ['no date', (headers) => delete headers['x-amz-date'], 'IncompleteSignatureException', 'X-Amz-Date'],
    [
      'another algorithm',
      (headers) => (headers['authorization'] = 'Bearer abc'),
      'IncompleteSignatureException',
      "Unsupported AWS 'algorithm'",
    ],
    [
      'no Signature',
      (headers) => (headers['authorization'] = headers['authorization']!.replace('Signature=', 'Other=')),
      'IncompleteSignatureException',
      "Authorization header requires 'Signature' parameter.",
    ],
    [
      'a short Credential',
      (headers) => (headers['authorization'] = headers['authorization']!.replace('/aws4_request', '')),
      'IncompleteSignatureException',
      'Credential must have exactly 5',
    ],
    [
      'Host unsigned',
      (headers) => (headers['authorization'] = headers['authorization']!.replace(';host', '')),
      'InvalidSignatureException',
      "'Host' or ':authority' must be",
    ],
  ])('with %s is refused', async (_what, alter, name, message) => {
    await expect(tampered(({ headers }) => alter(headers))).rejects.toEqual(refused(name, message));
  });

  test('in the query is not taken', async () => {
    const response = await fetch(`${under.endpoint.origin}/2015-03-31/functions?X-Amz-Signature=00`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('in the Authorization header only');
  });
});

test.each(['with space', 'ü', 'a%2Fb', "it's(*)!", 'a/b'])(
  'the name %j in a path and query is signed alike',
  async (name) => {
    const client = new LambdaClient(under.clientOf());
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as SignedRequest;
        request.path = `/2015-03-31/functions/${encodeURIComponent(name)}`;
        request.query = { b: name, a: '2', 'a b': name };
        return next(args);
      },
      { step: 'build' },
    );
    expect((await client.send(new ListFunctionsCommand({}))).$metadata.httpStatusCode).toBe(200);
  },
);
