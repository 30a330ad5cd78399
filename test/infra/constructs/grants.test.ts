import { beforeAll, describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Click2MailTokenRotation, InvalidGrantee } from '../../../infra/index.ts';
import { getAtt, resource, viaSecretsManager } from '../synthesised-stack.ts';
import { ownApp, rotationIn, THREE_CLIENTS } from './own-app.ts';

const ENV = { account: '111122223333', region: 'eu-central-1' };

const roleIn = (stack: Stack, id = 'Worker') =>
  new Role(stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

const statementsOf = (template: Template) =>
  resource(template, 'AWS::IAM::Policy', 'Worker').Properties.PolicyDocument.Statement;

describe('a role of the same stack', () => {
  let stack: Stack;
  let rotation: Click2MailTokenRotation;
  let template: Template;

  beforeAll(() => {
    stack = new Stack(ownApp(), 'Mail');
    rotation = rotationIn(stack, 'Click2Mail');
    const role = roleIn(stack);
    rotation.client('acme').grantRead(role);
    rotation.client('globex').grantRead(role);
    rotation.consumer('mail-merge').grantVend(role);
    rotation.consumer('archive').grantVend(role);
    template = Template.fromStack(stack);
  });

  test('reads the tokens that it was granted, through Secrets Manager, and nothing else', () => {
    const key = getAtt(resource(template, 'AWS::KMS::Key', 'Click2MailEncryptionKey').id);
    const readingOf = (client: string) => {
      const secret = { Ref: resource(template, 'AWS::SecretsManager::Secret', `Click2Mail${client}TokenSecret`).id };
      return [
        {
          Effect: 'Allow',
          Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
          Resource: secret,
        },
        {
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: key,
          Condition: { StringEquals: { ...viaSecretsManager, 'kms:EncryptionContext:SecretARN': secret } },
        },
      ];
    };
    expect(statementsOf(template).slice(0, 4)).toEqual([...readingOf('acme'), ...readingOf('globex')]);
  });

  test('asks by the aliases that it was granted, and at a URL where there is one', () => {
    const alias = (prefix: string) => ({ Ref: resource(template, 'AWS::Lambda::Alias', prefix).id });
    const archive = alias('Click2MailShortTermTokenVendorConsumerarchive');
    expect(statementsOf(template).slice(4)).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: alias('Click2MailShortTermTokenVendorConsumermailmerge'),
      },
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: archive },
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunctionUrl',
        Resource: archive,
        Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
      },
    ]);
  });

  test('is told the secret, the function, the alias and the URL', () => {
    const { secret } = rotation.client('acme');
    const { functionName, aliasArn, functionUrl } = rotation.consumer('archive');
    expect(rotation.client('acme').secret).toBe(secret);
    const vend = resource(template, 'AWS::Lambda::Function', 'Click2MailShortTermTokenVendor').id;
    const url = resource(template, 'AWS::Lambda::Url', 'Click2Mail').id;
    expect(stack.resolve([functionName, functionUrl])).toEqual([{ Ref: vend }, getAtt(url, 'FunctionUrl')]);
    expect(stack.resolve(aliasArn)).toMatchObject({ Ref: expect.stringContaining('archive') as unknown });
    expect(stack.resolve(secret.secretArn)).toMatchObject({ Ref: expect.stringContaining('acme') as unknown });
    expect(rotation.consumer('mail-merge').functionUrl).toBeUndefined();
  });
});

test('a role of another stack of the app is told by CloudFormation what it reads', () => {
  const app = ownApp();
  const rotation = rotationIn(new Stack(app, 'Mail', { env: ENV }), 'Click2Mail');
  const others = new Stack(app, 'Shop', { env: ENV });
  rotation.client('acme').grantRead(roleIn(others));
  expect(JSON.stringify(statementsOf(Template.fromStack(others)))).toContain('acmeTokenSecret');
});

describe('whoever cannot be granted it is named, with what to do instead', () => {
  const stack = new Stack(ownApp(), 'Mail', { env: ENV });
  const rotation = rotationIn(stack, 'Click2Mail', THREE_CLIENTS);

  test.each([
    ['a role of another account', Role.fromRoleArn(stack, 'Foreign', 'arn:aws:iam::444455556666:role/reader')],
    ['an account', new AccountPrincipal('111122223333')],
  ])('%s', (_, grantee) => {
    const { client, consumer } = { client: rotation.client('acme'), consumer: rotation.consumer('archive') };
    expect(() => client.grantRead(grantee)).toThrow(InvalidGrantee);
    expect(() => client.grantRead(grantee)).toThrow('name others in clients.acme.readers.');
    expect(() => consumer.grantVend(grantee)).toThrow('name others in consumers.archive.principals.');
    expect(new InvalidGrantee('', '').code).toBe('INVALID_GRANTEE');
  });

  test('a name that there is not', () => {
    expect(() => rotation.client('beta')).toThrow(
      'beta is not one of the clients of Mail/Click2Mail: acme, globex, initech.',
    );
    expect(() => rotation.consumer('beta')).toThrow('beta is not one of the consumers of Mail/Click2Mail: ');
  });
});
