import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
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
      message: expect.stringMatching(/^Could not parse request body into json: /),
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

test('an invocation type or a function name that cannot be read is refused', async () => {
  const badType = await post('greet', { 'x-amz-invocation-type': 'Later' });
  expect([badType.status, badType.headers.get('x-amzn-errortype')]).toEqual([400, 'InvalidParameterValueException']);
  const badName = await post('%zz', {});
  expect([badName.status, badName.headers.get('x-amzn-errortype')]).toEqual([404, 'ResourceNotFoundException']);
});

test('a function name can be taken once', () => {
  expect(() => started.deploy('twice', '')).not.toThrow();
  const [configuration] = started.lambda.functions().filter(({ functionName }) => functionName === 'twice');
  expect(configuration).toBeDefined();
  expect(() => configuration && started.lambda.createFunction(configuration)).toThrow('Function already exist: twice');
  expect(started.lambda.permissionsOf('twice')).toEqual([]);
});
