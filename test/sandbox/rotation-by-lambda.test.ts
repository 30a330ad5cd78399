import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { rotationByLambda } from '../../sandbox/rotation-by-lambda.ts';
import type { RotationInvoker } from '../../sandbox/secrets-manager/secrets-manager.ts';
import { functionOf, ROLE, startStack, type StartedStack } from './stack/started-stack.ts';

const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:tiny-AbCdEf';
const arnOf = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

const CODE = `
  export const handler = async (event) => {
    if (event.Step === 'testSecret') throw new Error('not fit');
    return event;
  };`;

let started: StartedStack;
let invoker: RotationInvoker;
beforeAll(async () => {
  const permission = (properties: object) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: 'rotate',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      ...properties,
    },
    DependsOn: ['Rotate', 'Foreign'],
  });
  const Resources = {
    Role: ROLE,
    Rotate: functionOf('code', { FunctionName: 'rotate' }),
    Foreign: functionOf('code', { FunctionName: 'foreign' }),
    Permission: permission({ SourceArn: SECRET_ARN, SourceAccount: '123456789012' }),
    OtherAccount: permission({ FunctionName: 'foreign', SourceAccount: '999999999999' }),
    OtherService: permission({ FunctionName: 'foreign', Principal: 'events.amazonaws.com' }),
  };
  started = await startStack({ template: { Resources }, assets: { code: { 'index.mjs': CODE } } });
  invoker = rotationByLambda(started.sandbox.lambda, started.sandbox.authorisation);
});
afterAll(() => started.stop());

const event = (Step: 'createSecret' | 'testSecret') => ({
  Step,
  SecretId: SECRET_ARN,
  ClientRequestToken: 'a version id of 32 characters at least',
  RotationToken: 'a rotation token',
});

test('Secrets Manager may invoke a function that says so, for the secret and account that it names', () => {
  expect(invoker.mayInvoke(arnOf('rotate'), SECRET_ARN)).toBe(true);
  expect(invoker.mayInvoke(arnOf('rotate'), `${SECRET_ARN}x`)).toBe(false);
  expect(invoker.mayInvoke(arnOf('foreign'), SECRET_ARN)).toBe(false);
  expect(invoker.mayInvoke(arnOf('missing'), SECRET_ARN)).toBe(false);
});

test('a step that succeeds has no error', async () => {
  expect(await invoker.invoke(arnOf('rotate'), event('createSecret'), SECRET_ARN)).toEqual({ calls: [] });
});

test('a step that throws is told as the function’s error', async () => {
  const { error = '' } = await invoker.invoke(arnOf('rotate'), event('testSecret'), SECRET_ARN);
  expect(JSON.parse(error)).toMatchObject({ errorType: 'Error', errorMessage: 'not fit' });
});

test('a function that is not there, or does not let Secrets Manager in, fails the step', async () => {
  for (const name of ['missing', 'foreign']) {
    expect(await invoker.invoke(arnOf(name), event('createSecret'), SECRET_ARN)).toEqual({
      error:
        'secretsmanager.amazonaws.com is not authorized to perform: lambda:InvokeFunction ' +
        `on resource: ${arnOf(name)} because no resource-based policy allows the lambda:InvokeFunction action`,
      calls: [],
    });
  }
});
