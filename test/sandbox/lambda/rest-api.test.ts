import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListAliasesCommand,
  ListFunctionsCommand,
  type InvokeCommandInput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { arnOf, startLambda, type StartedLambda } from './started-lambda.ts';

let started: StartedLambda;
let client: LambdaClient;
beforeAll(async () => {
  started = await startLambda();
  client = started.client();
  started.deploy(
    'greet',
    `export const handler = async (event, context) => {
       console.log('greeting');
       if (event.fail) throw new Error('no greeting');
       return { hello: event.name, arn: context.invokedFunctionArn };
     };`,
    { environment: { TONE: 'polite' } },
  );
});
afterAll(async () => {
  client.destroy();
  await started.stop();
});

const invoke = (input: Partial<InvokeCommandInput>) =>
  client.send(new InvokeCommand({ FunctionName: 'greet', ...input }));
const json = (payload: Uint8Array | undefined) =>
  JSON.parse(Buffer.from(payload ?? []).toString()) as Record<string, unknown>;
const megabytes = (count: number) => Buffer.from(JSON.stringify('x'.repeat(count * 1024 * 1024)));
const getPolicy = () => client.send(new GetPolicyCommand({ FunctionName: 'greet' }));
const post = (functionName: string, headers: Record<string, string>) =>
  fetch(`${started.endpoint.origin}/2015-03-31/functions/${functionName}/invocations`, { method: 'POST', headers });

describe('Invoke', () => {
  test('answers with the result and the version that ran', async () => {
    const answer = await invoke({ Payload: Buffer.from('{"name":"Ann"}') });
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.LogResult).toBeUndefined();
    expect(json(answer.Payload)).toEqual({ hello: 'Ann', arn: arnOf('greet') });
  });

  test('answers 200 with an error mark when the function failed', async () => {
    const answer = await invoke({ Payload: Buffer.from('{"fail":true}') });
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(json(answer.Payload)).toMatchObject({ errorType: 'Error', errorMessage: 'no greeting' });
  });

  test('gives the end of the log when asked', async () => {
    const answer = await invoke({ LogType: 'Tail' });
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString();
    expect(log).toMatch(/^START RequestId: .*\n.*\tgreeting\nEND RequestId: .*\nREPORT RequestId: .*\n$/);
    expect(log).toContain(String(answer.$metadata.requestId));
  });

  test.each([
    ['ARN', arnOf('greet'), arnOf('greet')],
    ['partial ARN', '123456789012:function:greet', arnOf('greet')],
    ['ARN with a version', `${arnOf('greet')}:$LATEST`, `${arnOf('greet')}:$LATEST`],
    ['name with a version', 'greet:$LATEST', `${arnOf('greet')}:$LATEST`],
  ])('takes the function as %s', async (_, FunctionName, arn) => {
    expect(json((await invoke({ FunctionName })).Payload).arn).toBe(arn);
  });

  test('takes $LATEST as qualifier', async () => {
    expect(json((await invoke({ Qualifier: '$LATEST' })).Payload).arn).toBe(`${arnOf('greet')}:$LATEST`);
  });

  test('as DryRun answers 204 and runs nothing', async () => {
    const before = started.lambda.logLines('greet').length;
    expect((await invoke({ InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect(started.lambda.logLines('greet')).toHaveLength(before);
    await expect(invoke({ InvocationType: 'DryRun', FunctionName: 'nobody' })).rejects.toThrow('Function not found');
  });

  test('as Event answers 202 without a result, and runs the function', async () => {
    const answer = await invoke({ InvocationType: 'Event', Payload: Buffer.from('{"name":"Bob"}') });
    expect(answer.StatusCode).toBe(202);
    expect(answer.ExecutedVersion).toBeUndefined();
    expect(Buffer.from(answer.Payload ?? []).toString()).toBe('');
    await started.lambda.idle();
    expect(started.lambda.logLines('greet')).toContain(`END RequestId: ${answer.$metadata.requestId}`);
  });

  test.each([
    ['an unknown function', { FunctionName: 'nobody' }, `Function not found: ${arnOf('nobody')}:$LATEST`],
    ['an unknown version', { Qualifier: '7' }, `Function not found: ${arnOf('greet')}:7`],
    ['an unknown alias', { FunctionName: `${arnOf('greet')}:live` }, `Function not found: ${arnOf('greet')}:live`],
  ])('refuses %s', async (_, input, message) => {
    await expect(invoke(input)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message,
      Type: 'User',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('refuses a payload that is not JSON', async () => {
    await expect(invoke({ Payload: Buffer.from('{"name":') })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      message: expect.stringMatching(
        /^Could not parse request body into json: Could not parse payload into json: Unexpected end-of-input within/,
      ),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('refuses a payload that is too large for its type', async () => {
    const tooLarge = { name: 'RequestTooLargeException', $metadata: expect.objectContaining({ httpStatusCode: 413 }) };
    await expect(invoke({ Payload: megabytes(6) })).rejects.toMatchObject(tooLarge);
    await expect(invoke({ Payload: megabytes(1), InvocationType: 'Event' })).rejects.toMatchObject(tooLarge);
  });

  test('refuses more at a time than the reserved concurrency', async () => {
    started.deploy('one-at-a-time', 'export const handler = () => new Promise((done) => setTimeout(done, 500));', {
      reservedConcurrency: 1,
    });
    const first = invoke({ FunctionName: 'one-at-a-time' });
    while (started.lambda.pids().length < 2) await new Promise((done) => setTimeout(done, 10));
    await expect(invoke({ FunctionName: 'one-at-a-time' })).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      Type: 'User',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    expect((await first).StatusCode).toBe(200);
    expect((await invoke({ FunctionName: 'one-at-a-time' })).StatusCode).toBe(200);
  });
});

test('GetFunctionConfiguration and GetFunction describe the function', async () => {
  const described = {
    FunctionName: 'greet',
    FunctionArn: arnOf('greet'),
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 10,
    MemorySize: 128,
    Environment: { Variables: { TONE: 'polite' } },
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/greet' },
    State: 'Active',
  };
  expect(await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'greet' }))).toMatchObject(described);
  const answer = await client.send(new GetFunctionCommand({ FunctionName: arnOf('greet') }));
  expect(answer).toMatchObject({
    Configuration: described,
    Code: { Location: expect.stringMatching(/^file:.*greet$/) },
  });
  await expect(client.send(new GetFunctionCommand({ FunctionName: 'nobody' }))).rejects.toThrow('Function not found');
});

test('ListFunctions lists them all', async () => {
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  expect(Functions.map(({ FunctionName }) => FunctionName)).toContain('greet');
});

test('GetPolicy shows the resource policy, and refuses when there is none', async () => {
  await expect(getPolicy()).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  });
  started.lambda.addPermission('greet', {
    statementId: 'rotation',
    principal: 'secretsmanager.amazonaws.com',
    action: 'lambda:InvokeFunction',
    sourceAccount: '123456789012',
  });
  expect(JSON.parse((await getPolicy()).Policy ?? '')).toMatchObject({
    Statement: [
      {
        Sid: 'rotation',
        Effect: 'Allow',
        Principal: { Service: 'secretsmanager.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: arnOf('greet'),
        Condition: { StringEquals: { 'AWS:SourceAccount': '123456789012' } },
      },
    ],
  });
});

test('an operation that the sandbox does not have is refused by name', async () => {
  const answer = await fetch(`${started.endpoint.origin}/2015-03-31/functions/greet`, { method: 'DELETE' });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
});

const NAME_PATTERN = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`;

const notSo = (value: string, member: string, constraint: string) =>
  `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`;

/** Every operation on a function, by the function. */
const OPERATIONS: [string, string, (FunctionName: string) => Promise<unknown>][] = [
  ['Invoke', 'lambda:InvokeFunction', (FunctionName) => invoke({ FunctionName })],
  ['a DryRun', 'lambda:InvokeFunction', (FunctionName) => invoke({ FunctionName, InvocationType: 'DryRun' })],
  ['an Event', 'lambda:InvokeFunction', (FunctionName) => invoke({ FunctionName, InvocationType: 'Event' })],
  ['GetFunction', 'lambda:GetFunction', (FunctionName) => client.send(new GetFunctionCommand({ FunctionName }))],
  [
    'GetFunctionConfiguration',
    'lambda:GetFunctionConfiguration',
    (FunctionName) => client.send(new GetFunctionConfigurationCommand({ FunctionName })),
  ],
  ['GetPolicy', 'lambda:GetPolicy', (FunctionName) => client.send(new GetPolicyCommand({ FunctionName }))],
  ['ListAliases', 'lambda:ListAliases', (FunctionName) => client.send(new ListAliasesCommand({ FunctionName }))],
];

describe.each(OPERATIONS)('%s', (_operation, action, call) => {
  test('does not reach another region', async () => {
    await expect(call('arn:aws:lambda:eu-west-1:123456789012:function:greet')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
      $metadata: { httpStatusCode: 404 },
    });
  });

  test.each(['arn:aws:lambda:us-east-1:999999999999:function:greet', '999999999999:function:greet'])(
    'is not let into another account by %s',
    async (functionName) => {
      await expect(call(functionName)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: `User: arn:aws:iam::123456789012:user/test is not authorized to perform: ${action} on resource: arn:aws:lambda:us-east-1:999999999999:function:greet because no resource-based policy allows the ${action} action`,
        $metadata: { httpStatusCode: 403 },
      });
    },
  );

  test.each(['arn:aws:lambda:us-east-1:123456789012@function:greet', 'greet?', 'a b'])(
    'refuses %s, which is no name',
    async (functionName) => {
      await expect(call(functionName)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining(
          `1 validation error detected: ${notSo(functionName, 'functionName', 'satisfy regular expression pattern: (arn:')}`,
        ),
        $metadata: { httpStatusCode: 400 },
      });
    },
  );
});

test('the answer to what is no name has the pattern of the model', async () => {
  const message = `1 validation error detected: ${notSo('a b', 'functionName', `satisfy regular expression pattern: ${NAME_PATTERN}`)}`;
  await expect(invoke({ FunctionName: 'a b' })).rejects.toMatchObject({ message });
});

test.each<[string, Partial<InvokeCommandInput>, string, string]>([
  [
    'a name that is too long',
    { FunctionName: 'n'.repeat(257) },
    'ValidationException',
    `1 validation error detected: ${notSo('n'.repeat(257), 'functionName', 'have length less than or equal to 256')}`,
  ],
  [
    'a qualifier that could be none',
    { Qualifier: 'a b' },
    'ValidationException',
    `1 validation error detected: ${notSo('a b', 'qualifier', String.raw`satisfy regular expression pattern: \$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`)}`,
  ],
  [
    'another qualifier than that of the name',
    { FunctionName: 'greet:live', Qualifier: 'dead' },
    'InvalidParameterValueException',
    'The derived qualifier from the function name does not match the specified qualifier.',
  ],
  [
    'an unknown invocation type',
    { InvocationType: 'Later' as 'Event' },
    'ValidationException',
    `1 validation error detected: ${notSo('Later', 'invocationType', 'satisfy enum value set: [Event, RequestResponse, DryRun]')}`,
  ],
  [
    'a client context',
    { ClientContext: 'e30=' },
    'ValidationException',
    'The sandbox does not serve the parameter ClientContext.',
  ],
  [
    'the name of a durable execution',
    { DurableExecutionName: 'again' },
    'ValidationException',
    'The sandbox does not serve the parameter DurableExecutionName.',
  ],
  ['a tenant', { TenantId: 'a' }, 'ValidationException', 'The sandbox does not serve the parameter TenantId.'],
])('Invoke refuses %s', async (_what, input, name, message) => {
  await expect(invoke(input)).rejects.toMatchObject({ name, message, $metadata: { httpStatusCode: 400 } });
});

test.each(['greet', 'function:greet', 'us-east-1:123456789012:function:greet', '123456789012:greet'])(
  'GetFunctionConfiguration takes the function as %s',
  async (FunctionName) => {
    const { FunctionArn } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(FunctionArn).toBe(arnOf('greet'));
  },
);

test('lists are refused by what of them is not served', async () => {
  const aliases = client.send(new ListAliasesCommand({ FunctionName: 'greet', MaxItems: 1 }));
  await expect(aliases).rejects.toThrow('The sandbox does not serve the parameter MaxItems.');
  const functions = client.send(new ListFunctionsCommand({ Marker: 'a' }));
  await expect(functions).rejects.toThrow('The sandbox does not serve the parameter Marker.');
});

test('a name that is not percent-encoded is no name, and a parameter that Lambda never had is ignored', async () => {
  const badName = await post('%zz', {});
  expect([badName.status, badName.headers.get('x-amzn-errortype')]).toEqual([400, 'ValidationException']);
  const answer = await fetch(`${started.endpoint.origin}/2015-03-31/functions/greet?Qualifer=1`);
  expect(answer.status).toBe(200);
});

test('a function name can be taken once', () => {
  expect(() => started.deploy('twice', '')).not.toThrow();
  const [configuration] = started.lambda.functions().filter(({ functionName }) => functionName === 'twice');
  expect(configuration).toBeDefined();
  expect(() => configuration && started.lambda.createFunction(configuration)).toThrow('Function already exist: twice');
  expect(started.lambda.permissionsOf('twice')).toEqual([]);
});
