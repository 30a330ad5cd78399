import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StartedStack } from '../stack/started-stack.ts';
import { functionArn, type OperatorClients, operatorClients, startOperatorsStack } from './operators-stack.ts';

let started: StartedStack;
let clients: OperatorClients;
beforeAll(async () => {
  started = await startOperatorsStack();
  clients = operatorClients(started.sandbox);
});
afterAll(async () => {
  clients.destroy();
  await started.stop();
});

const names = { name: 'work', 'partial ARN': '123456789012:function:work', ARN: functionArn };

describe.each(Object.entries(names))('a function that is asked for by its %s', (_kind, FunctionName) => {
  test('shows an alias', async () => {
    expect(await clients.lambda.getAlias({ FunctionName, Name: 'shop' })).toMatchObject({
      AliasArn: `${functionArn}:shop`,
      Name: 'shop',
      FunctionVersion: '$LATEST',
      Description: 'of the shop',
    });
  });

  test('shows the addresses of its aliases', async () => {
    const url = {
      FunctionUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/function-urls\/[0-9a-f]{32}\/$/),
      FunctionArn: `${functionArn}:shop`,
      AuthType: 'AWS_IAM',
      CreationTime: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
      LastModifiedTime: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
      InvokeMode: 'BUFFERED',
    };
    expect(await clients.lambda.getFunctionUrlConfig({ FunctionName, Qualifier: 'shop' })).toMatchObject(url);
    expect((await clients.lambda.listFunctionUrlConfigs({ FunctionName })).FunctionUrlConfigs).toEqual([url]);
  });

  test('shows how many invocations are reserved for it', async () => {
    const { ReservedConcurrentExecutions } = await clients.lambda.getFunctionConcurrency({ FunctionName });
    expect(ReservedConcurrentExecutions).toBe(7);
  });
});

test('a function without a reservation and without a URL shows none', async () => {
  const FunctionName = 'other';
  const { ReservedConcurrentExecutions } = await clients.lambda.getFunctionConcurrency({ FunctionName });
  expect(ReservedConcurrentExecutions).toBeUndefined();
  expect((await clients.lambda.listFunctionUrlConfigs({ FunctionName })).FunctionUrlConfigs).toEqual([]);
});

test('the account shows what is left of its concurrency', async () => {
  expect(await clients.lambda.getAccountSettings({})).toMatchObject({
    AccountLimit: { ConcurrentExecutions: 100, UnreservedConcurrentExecutions: 93 },
    AccountUsage: { FunctionCount: 2, TotalCodeSize: expect.any(Number) },
  });
});

const NOT_THERE = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };

test.each<[string, (asked: OperatorClients['lambda']) => Promise<unknown>, object]>([
  [
    'an alias that is not there',
    (lambda) => lambda.getAlias({ FunctionName: 'work', Name: 'none' }),
    { ...NOT_THERE, message: `Cannot find alias arn: ${functionArn}:none` },
  ],
  [
    'an alias of a function that is not there',
    (lambda) => lambda.getAlias({ FunctionName: 'gone', Name: 'shop' }),
    { ...NOT_THERE, message: expect.stringContaining('Function not found: ') },
  ],
  [
    'the URL of a function that has none',
    (lambda) => lambda.getFunctionUrlConfig({ FunctionName: 'work' }),
    { ...NOT_THERE, message: 'The resource you requested does not exist.' },
  ],
  [
    'the URLs of a function that is not there',
    (lambda) => lambda.listFunctionUrlConfigs({ FunctionName: 'gone' }),
    { ...NOT_THERE, message: expect.stringContaining('Function not found: ') },
  ],
  [
    'the reservation of a function that is not there',
    (lambda) => lambda.getFunctionConcurrency({ FunctionName: 'gone' }),
    NOT_THERE,
  ],
  [
    'a name that no alias can have',
    (lambda) => lambda.getAlias({ FunctionName: 'work', Name: '12' }),
    { name: 'ValidationException', message: expect.stringContaining("at 'name' failed to satisfy constraint") },
  ],
  [
    'an operation of Lambda that the sandbox does not have',
    (lambda) => lambda.listLayers({}),
    {
      name: 'UnknownOperationException',
      message: "The sandbox's lambda has no operation GET /2018-10-31/layers.",
      $metadata: { httpStatusCode: 404 },
    },
  ],
])('%s is refused', async (_what, ask, refusal) => {
  await expect(ask(clients.lambda)).rejects.toMatchObject(refusal);
});
