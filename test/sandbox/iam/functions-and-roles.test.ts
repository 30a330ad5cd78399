import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { functionOf, startStack, type StartedStack } from '../stack/started-stack.ts';
import { assumeRole, clientsOf, type RoleClients, refusalOf } from './role-clients.ts';
import { ACCOUNT, allow, policyOf, principal, roleArn, roleOf } from './template-roles.ts';

const CODE = `export const handler = async ({ say = 'nothing' }) => { console.log('said ' + say); return say; };`;
const functionArn = (name: string) => `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}`;
const LOGS = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': ['Logs', 'Arn'] });
const trusting = (who: string) =>
  policyOf(
    principal({ Service: 'lambda.amazonaws.com' }, { Effect: 'Allow', Action: 'sts:AssumeRole' }),
    principal({ AWS: who }, { Effect: 'Allow', Action: 'sts:AssumeRole' }),
  );
const everySecret = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:*`;

const Resources = {
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/app' } },
  Heard: roleOf('heard', [LOGS]),
  Unheard: roleOf('unheard', [
    allow('logs:PutLogEvents', '*'),
    allow('logs:CreateLogStream', 'arn:aws:logs:*:*:log-group:/apps:*'),
  ]),
  Say: functionOf('code', {
    FunctionName: 'say',
    Role: { 'Fn::GetAtt': ['Heard', 'Arn'] },
    LoggingConfig: { LogGroup: { Ref: 'Logs' } },
  }),
  Whisper: functionOf('code', {
    FunctionName: 'whisper',
    Role: { 'Fn::GetAtt': ['Unheard', 'Arn'] },
    LoggingConfig: { LogGroup: { Ref: 'Logs' } },
  }),
  LetIn: {
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: { Ref: 'Say' }, Action: 'lambda:InvokeFunction', Principal: roleArn('let-in') },
    DependsOn: 'LetInRole',
  },
  LetInRole: roleOf('let-in', []),
  Invoker: roleOf('invoker', [allow('lambda:InvokeFunction', { 'Fn::GetAtt': ['Say', 'Arn'] })]),
  Everywhere: roleOf('everywhere', [allow('lambda:InvokeFunction', '*')]),
  LatestInvoker: roleOf('latest-invoker', [allow('lambda:InvokeFunction', { 'Fn::Sub': '${Say.Arn}:*' })]),
  Trusted: roleOf('trusted', [], { AssumeRolePolicyDocument: trusting(roleArn('invoker')) }),
  Account: roleOf('account', [], { AssumeRolePolicyDocument: trusting(`arn:aws:iam::${ACCOUNT}:root`) }),
  Chainer: roleOf('chainer', [allow('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/*`)]),
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'app/turned', SecretString: 'value' } },
  Turner: roleOf('turner', [allow('secretsmanager:RotateSecret', everySecret)]),
  Rotator: roleOf('rotator', [
    allow('secretsmanager:RotateSecret', everySecret, {
      BoolIfExists: { 'secretsmanager:ModifyRotationRules': 'false' },
      Null: { 'secretsmanager:RotationLambdaARN': 'true' },
    }),
    allow('lambda:InvokeFunction', { 'Fn::GetAtt': ['Say', 'Arn'] }),
  ]),
  Schedule: {
    Type: 'AWS::SecretsManager::RotationSchedule',
    Properties: {
      SecretId: { Ref: 'Secret' },
      RotationLambdaARN: { 'Fn::GetAtt': ['Say', 'Arn'] },
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
      RotateImmediatelyOnUpdate: false,
    },
    DependsOn: 'Permission',
  },
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { Ref: 'Say' },
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
      SourceArn: { Ref: 'Secret' },
      SourceAccount: { Ref: 'AWS::AccountId' },
    },
  },
};

let started: StartedStack;
const heard: string[] = [];
const sessions = new Map<string, RoleClients>();
beforeAll(async () => {
  const assets = { code: { 'index.mjs': CODE } };
  started = await startStack({ template: { Resources }, assets }, { onOutput: (name) => heard.push(name) });
});
afterAll(async () => {
  for (const clients of sessions.values()) clients.destroy();
  await started.stop();
});

async function as(roleName: string): Promise<RoleClients> {
  const clients = sessions.get(roleName) ?? (await assumeRole(started.sandbox, roleArn(roleName)));
  sessions.set(roleName, clients);
  return clients;
}

const lastDenied = () => started.sandbox.authorisation.denied.at(-1);

describe('a function', () => {
  test('is invoked by a role that may invoke it, and by one that its own policy lets in', async () => {
    for (const name of ['invoker', 'let-in']) {
      expect((await (await as(name)).lambda.invoke({ FunctionName: 'say' })).StatusCode).toBe(200);
    }
    expect(await refusalOf((await as('chainer')).lambda.invoke({ FunctionName: 'say' }))).toMatchObject({
      name: 'AccessDeniedException',
      status: 403,
    });
  });

  test('and each of its versions are things of their own', async () => {
    const Qualifier = '$LATEST';
    const [invoker, latest] = [(await as('invoker')).lambda, (await as('latest-invoker')).lambda];
    expect((await latest.invoke({ FunctionName: 'say', Qualifier })).StatusCode).toBe(200);
    expect((await latest.invoke({ FunctionName: 'say:$LATEST' })).StatusCode).toBe(200);
    expect((await refusalOf(latest.invoke({ FunctionName: 'say' }))).message).toContain(
      `${functionArn('say')} because`,
    );
    expect((await refusalOf(invoker.invoke({ FunctionName: 'say', Qualifier }))).message).toContain(
      `${functionArn('say')}:$LATEST because`,
    );
  });
});

test.each([
  [
    'everywhere',
    `arn:aws:lambda:us-east-1:999999999999:function:say`,
    'AccessDeniedException',
    /no resource-based policy/,
  ],
  ['everywhere', `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:say`, 'ResourceNotFoundException', /not reachable/],
  ['let-in', `arn:aws:lambda:us-east-1:999999999999:function:say`, 'AccessDeniedException', /no identity-based policy/],
  ['let-in', `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:say`, 'AccessDeniedException', /no identity-based policy/],
])('what lets %s invoke a function does not let it invoke %s', async (role, FunctionName, name, message) => {
  const refusal = await refusalOf((await as(role)).lambda.invoke({ FunctionName }));
  expect(refusal).toMatchObject({ name, message: expect.stringMatching(message) });
});

describe('a function’s log', () => {
  const administrate = async (FunctionName: string) => {
    const administrator = clientsOf(started.sandbox);
    const { LogResult = '' } = await administrator.lambda.invoke({ FunctionName, LogType: 'Tail' });
    administrator.destroy();
    return Buffer.from(LogResult, 'base64').toString();
  };

  test('is written when the role may write to its log group', async () => {
    await administrate('say');
    expect(started.sandbox.lambda.logLines('say').join('\n')).toContain('said nothing');
    expect(heard).toContain('say');
  });

  test('is lost when it may not, and nobody is told but who invokes', async () => {
    expect(await administrate('whisper')).toContain('said nothing');
    expect(started.sandbox.lambda.logLines('whisper')).toEqual([]);
    expect(heard).not.toContain('whisper');
    expect(lastDenied()).toMatchObject({
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/unheard/whisper`,
      action: 'logs:CreateLogStream',
      resource: expect.stringMatching(/^arn:aws:logs:us-east-1:\d{12}:log-group:\/app:log-stream:/),
    });
  });
});

describe('a role', () => {
  const chain = async (from: string, to: string) =>
    (await as(from)).sts.assumeRole({ RoleArn: roleArn(to), RoleSessionName: 'chained' });

  test('is assumed by whom its trust policy names', async () => {
    expect((await chain('invoker', 'trusted')).AssumedRoleUser?.Arn).toContain('assumed-role/trusted/chained');
    expect((await refusalOf(chain('chainer', 'trusted'))).name).toBe('AccessDenied');
  });

  test('that trusts the account is assumed by whose own policies allow it', async () => {
    expect((await chain('chainer', 'account')).AssumedRoleUser?.Arn).toContain('assumed-role/account/chained');
    expect(await refusalOf(chain('invoker', 'account'))).toEqual({
      name: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/invoker/test is not authorized to perform: sts:AssumeRole on resource: ${roleArn('account')}`,
    });
  });

  test('is looked for by its ARN, whoever asks', async () => {
    const { sts } = await as('invoker');
    const RoleArn = 'role/trusted-by-somebody';
    expect(await refusalOf(sts.assumeRole({ RoleArn, RoleSessionName: 'chained' }))).toEqual({
      name: 'ValidationError',
      status: 400,
      message: `${RoleArn} is invalid`,
    });
  });

  test('is assumed by the sandbox’s administrator, whatever its trust policy says', async () => {
    expect((await as('heard')).sessionArn).toContain('assumed-role/heard/test');
  });

  test('has the policies that it was given last', async () => {
    const { roles } = started.sandbox;
    const { lambda } = await as('chainer');
    const invoke = () => lambda.invoke({ FunctionName: 'say' });
    roles.putPolicy('chainer', 'More', policyOf(allow('lambda:InvokeFunction', '*')));
    expect((await invoke()).StatusCode).toBe(200);
    roles.deletePolicy('chainer', 'More');
    expect((await refusalOf(invoke())).message).toContain('no identity-based policy allows');
  });

  test('that does not trust Lambda runs no function', async () => {
    const Role = roleOf('r', [], { AssumeRolePolicyDocument: policyOf() });
    const template = { Resources: { Role, Function: functionOf('code') } };
    await expect(startStack({ template, assets: { code: { 'index.mjs': CODE } } })).rejects.toThrow(
      'The role defined for the function cannot be assumed by Lambda.',
    );
  });

  test('with a malformed policy is not made', async () => {
    const template = { Resources: { Role: roleOf('r', [{ Effect: 'Allow', Action: 'kms:Sign' }]) } };
    await expect(startStack({ template })).rejects.toThrow(
      'A policy of the template is malformed. Own, Statement[0]: One of Resource or NotResource is required',
    );
  });
});

describe('RotateSecret', () => {
  const SecretId = 'app/turned';

  test('needs the right to invoke the function, too', async () => {
    expect((await refusalOf((await as('turner')).secretsManager.rotateSecret({ SecretId }))).message).toContain(
      `is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn('say')}`,
    );
  });

  test('can be allowed without the right to change the function or the rules', async () => {
    const { secretsManager } = await as('rotator');
    const other = { SecretId, RotationLambdaARN: functionArn('say') };
    const sooner = { SecretId, RotationRules: { AutomaticallyAfterDays: 1 } };
    for (const request of [other, sooner]) {
      expect((await refusalOf(secretsManager.rotateSecret(request))).message).toContain(
        'secretsmanager:RotateSecret on resource',
      );
    }
    expect(await secretsManager.rotateSecret({ SecretId })).toMatchObject({ Name: SecretId });
    await started.sandbox.secretsManager.idle();
  });

  test('with a function that does not let Secrets Manager in names the service among those denied', async () => {
    const administrator = clientsOf(started.sandbox);
    const request = { SecretId, RotationLambdaARN: functionArn('whisper') };
    expect((await refusalOf(administrator.secretsManager.rotateSecret(request))).message).toContain(
      'Secrets Manager cannot invoke the specified Lambda function.',
    );
    administrator.destroy();
    expect(lastDenied()).toMatchObject({
      principal: 'secretsmanager.amazonaws.com',
      action: 'lambda:InvokeFunction',
      resource: functionArn('whisper'),
    });
  });

  test.each([
    `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:say`,
    'arn:aws:lambda:us-east-1:999999999999:function:say',
    `arn:aws:lambda:us-east-1:${ACCOUNT}@function:say`,
  ])('does not take %s for the function of that name', async (RotationLambdaARN) => {
    const administrator = clientsOf(started.sandbox);
    expect(
      (await refusalOf(administrator.secretsManager.rotateSecret({ SecretId, RotationLambdaARN }))).message,
    ).toContain('Secrets Manager cannot invoke the specified Lambda function.');
    administrator.destroy();
  });
});
