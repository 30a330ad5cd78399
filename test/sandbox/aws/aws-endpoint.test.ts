import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError, type WireObject } from '../../../sandbox/aws/aws-service.ts';
import { startEndpointUnderTest } from './endpoint-under-test.ts';

let under: Awaited<ReturnType<typeof startEndpointUnderTest>>;
const crashes: unknown[] = [];
const asked: WireObject[] = [];
let denied: string | undefined;

beforeAll(async () => {
  under = await startEndpointUnderTest({
    onCrash: (error) => crashes.push(error),
    authorise: ({ service, operation, input }) => {
      asked.push({ service, operation, input });
      if (operation === denied) throw new AwsError('AccessDeniedException', `Not allowed: ${service}:${operation}`);
    },
  });
});

beforeEach(() => {
  under.faults.clear();
  denied = undefined;
  asked.length = 0;
});

afterAll(() => under.endpoint.close());

const secrets = () => new SecretsManagerClient(under.clientOf());
const kms = () => new KMSClient(under.clientOf());
const lambda = () => new LambdaClient(under.clientOf());
const sts = () => new STSClient(under.clientOf());

describe('each request reaches its service', () => {
  test('Secrets Manager and KMS by their target', async () => {
    const value = await secrets().send(new GetSecretValueCommand({ SecretId: 'a' }));
    expect(value).toMatchObject({ Name: 'GetSecretValue', ARN: 'arn:aws:iam::123456789012:user/test' });
    await kms().send(new DescribeKeyCommand({ KeyId: 'k' }));
    expect(asked).toEqual([
      { service: 'secretsmanager', operation: 'GetSecretValue', input: { SecretId: 'a' } },
      { service: 'kms', operation: 'DescribeKey', input: { KeyId: 'k' } },
    ]);
  });

  test('Lambda by its path, also when the name is an ARN and a qualifier is given', async () => {
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:vend';
    const { Payload } = await lambda().send(
      new InvokeCommand({ FunctionName: arn, Qualifier: 'billing', Payload: Buffer.from('{"a":1}') }),
    );
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toMatchObject({ sent: '{"a":1}' });
    await lambda().send(new ListFunctionsCommand({}));
    expect(asked).toEqual([
      { service: 'lambda', operation: 'Invoke', input: { FunctionName: arn, Qualifier: 'billing' } },
      { service: 'lambda', operation: 'ListFunctions', input: {} },
    ]);
  });

  test('STS by its form', async () => {
    expect(await sts().send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '123456789012' });
  });

  test('STS by its query, too', async () => {
    const client = sts();
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as {
          method: string;
          query: object;
          body: unknown;
          headers: Record<string, string>;
        };
        Object.assign(request, { method: 'GET', body: undefined });
        request.query = { Action: 'GetCallerIdentity', Version: '2011-06-15' };
        delete request.headers['content-type'];
        delete request.headers['content-length'];
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '123456789012' });
  });
});

test('the payload of an invocation may come without a media type, as the AWS CLI sends it', async () => {
  const client = lambda();
  client.middlewareStack.add(
    (next) => (args) => {
      delete (args.request as { headers: Record<string, string> }).headers['content-type'];
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'vend', Payload: Buffer.from('{"a":1}') }));
  expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toMatchObject({ sent: '{"a":1}' });
});

test('an answer has a request id and no Date', async () => {
  const { $metadata } = await secrets().send(new GetSecretValueCommand({ SecretId: 'a' }));
  expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  const response = await fetch(under.endpoint.origin);
  expect(response.headers.has('x-amzn-requestid')).toBe(true);
  expect(response.headers.has('date')).toBe(false);
});

test("a service's own request id stays", async () => {
  const { $metadata } = await lambda().send(new ListFunctionsCommand({}));
  expect($metadata.requestId).toBe('the-invocation');
});

/** What the SDK made of a failed call. */
async function failureOf(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (reason: Error & { $metadata: { httpStatusCode: number } }) => reason,
  );
  return { name: error?.name, message: error?.message, status: error?.$metadata.httpStatusCode };
}

describe('errors', () => {
  test.each([
    ['modelled', new DescribeSecretCommand({ SecretId: 'a' }), 'ResourceNotFoundException', 'No such secret.'],
    ['un-modelled', new DeleteSecretCommand({ SecretId: 'a' }), 'ValidationException', 'Not so.'],
  ])('a %s error of a JSON service is HTTP 400', async (_kind, command, name, message) => {
    expect(await failureOf(secrets().send(command))).toEqual({ name, message, status: 400 });
  });

  test('an error of Lambda keeps its status', async () => {
    expect(await failureOf(lambda().send(new InvokeCommand({ FunctionName: 'missing' })))).toEqual({
      name: 'ResourceNotFoundException',
      message: 'Function not found: missing:$LATEST',
      status: 404,
    });
  });

  test('a crash is told to the developer and not to the caller', async () => {
    const failure = await failureOf(secrets().send(new RestoreSecretCommand({ SecretId: 'a' })));
    expect(failure).toMatchObject({ name: 'InternalServiceError', status: 500 });
    expect(failure.message).not.toContain('hunter2');
    expect(crashes).toEqual([expect.objectContaining({ message: expect.stringContaining('hunter2') })]);
  });

  test('who is not authorised gets 400 from a JSON service and 403 from Lambda and STS', async () => {
    denied = 'GetSecretValue';
    expect(await failureOf(secrets().send(new GetSecretValueCommand({ SecretId: 'a' })))).toEqual({
      name: 'AccessDeniedException',
      message: 'Not allowed: secretsmanager:GetSecretValue',
      status: 400,
    });
    denied = 'Invoke';
    expect(await failureOf(lambda().send(new InvokeCommand({ FunctionName: 'vend' })))).toMatchObject({
      name: 'AccessDeniedException',
      status: 403,
    });
    denied = 'GetCallerIdentity';
    expect(await failureOf(sts().send(new GetCallerIdentityCommand({})))).toMatchObject({
      name: 'AccessDenied',
      status: 403,
    });
  });

  describe('ordered faults', () => {
    const calls = {
      secretsmanager: () => secrets().send(new GetSecretValueCommand({ SecretId: 'a' })),
      kms: () => kms().send(new DescribeKeyCommand({ KeyId: 'k' })),
      lambda: () => lambda().send(new InvokeCommand({ FunctionName: 'vend' })),
      sts: () => sts().send(new GetCallerIdentityCommand({})),
    };

    test.each([
      ['secretsmanager', { kind: 'throttle' }, 'ThrottlingException', 400],
      ['kms', { kind: 'throttle' }, 'ThrottlingException', 400],
      ['lambda', { kind: 'throttle', seconds: 7 }, 'TooManyRequestsException', 429],
      ['sts', { kind: 'throttle' }, 'Throttling', 400],
      ['secretsmanager', { kind: 'refuse', status: 403 }, 'AccessDeniedException', 400],
      ['lambda', { kind: 'refuse', status: 403 }, 'AccessDeniedException', 403],
      ['secretsmanager', { kind: 'refuse' }, 'InternalServiceError', 500],
      ['kms', { kind: 'refuse', status: 503 }, 'KMSInternalException', 503],
      ['lambda', { kind: 'refuse', status: 502 }, 'ServiceException', 502],
      ['sts', { kind: 'refuse' }, 'InternalFailure', 500],
      ['secretsmanager', { kind: 'refuse', status: 400 }, 'InvalidRequestException', 400],
      [
        'secretsmanager',
        { kind: 'refuse', status: 400, code: 'LimitExceededException' },
        'LimitExceededException',
        400,
      ],
    ] as const)('%s answers %j as %s, HTTP %d', async (service, fault, name, status) => {
      under.faults.order({ service, ...fault });
      expect(await failureOf(calls[service]())).toMatchObject({ name, status });
      await calls[service]();
    });

    test('a lost answer leaves the caller without one', async () => {
      under.faults.order({ kind: 'lose-answer', service: 'kms' });
      expect((await failureOf(calls.kms())).status).toBeUndefined();
      expect(asked).toHaveLength(1);
    });
  });

  test('a call is recorded with the invocation whose trace id it carries', async () => {
    const calls = under.traffic.begin({ traceId: '1-2-3', functionName: 'rotate', kill: () => {} });
    const client = kms();
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers['x-amzn-trace-id'] = 'Root=1-2-3;Sampled=0';
        return next(args);
      },
      { step: 'build' },
    );
    await client.send(new DescribeKeyCommand({ KeyId: 'k' }));
    under.traffic.end('1-2-3');
    expect(calls).toEqual([{ service: 'kms', operation: 'DescribeKey', status: 200, functionName: 'rotate' }]);
  });
});
