import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { vendedToken } from '../../../consumer/index.ts';
import { type RunningSandbox, startSandbox } from '../../../sandbox/index.ts';
import type { Template, TemplateResource } from '../../../sandbox/stack/assembly.ts';
import { assemblyOf } from '../../support/assembly.ts';
import { recordSecret } from '../../support/secret-watch.ts';
import { TESTS_START } from '../../support/tests-start.ts';
import { appAround } from './app-around.ts';

const START = TESTS_START === undefined ? {} : { startAt: new Date(TESTS_START) };

const ACCOUNT = '111122223333';

const trusting = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
});

const functionWith = (properties: object): TemplateResource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: 'theirs.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Role: { 'Fn::GetAtt': ['TheirRole', 'Arn'] },
    ...properties,
  },
});

/** A bucket, a table and functions, with a role that may use the table and ask for tokens. */
const theirs = (vendor: string): Template['Resources'] => ({
  Table: { Type: 'AWS::DynamoDB::Table' },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { Tags: [{ Key: 'of', Value: { Ref: 'Table' } }] } },
  TheirRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'theirs',
      AssumeRolePolicyDocument: trusting('lambda.amazonaws.com'),
      ManagedPolicyArns: [
        { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
      ],
    },
  },
  TheirPolicy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'theirs',
      Roles: [{ Ref: 'TheirRole' }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } },
          {
            Effect: 'Allow',
            Action: 'lambda:InvokeFunction',
            // As the CDK writes it for a stack whose environment is known.
            Resource: {
              'Fn::Join': ['', [`arn:aws:lambda:eu-west-1:${ACCOUNT}:function:`, { Ref: vendor }, ':letters']],
            },
          },
        ],
      },
    },
  },
  TheirFunction: functionWith({
    FunctionName: 'theirs',
    Environment: { Variables: { TABLE: { Ref: 'Table' }, VENDOR: { Ref: vendor } } },
  }),
  Python: functionWith({ Runtime: 'python3.13' }),
  Inline: functionWith({ Code: { ZipFile: 'exports.handler = () => {}' } }),
  Zones: functionWith({ Description: { 'Fn::GetAZs': '' } }),
});

/** Of a function of ours. */
const logicalIdOf = (part: string, { Resources }: Template): string => {
  const found = Object.keys(Resources).find(
    (id) => id.includes(part) && Resources[id]?.Type === 'AWS::Lambda::Function',
  );
  return found ?? '';
};

describe('an app with other things in it', () => {
  let app: ReturnType<typeof appAround>;
  let sandbox: RunningSandbox;

  beforeAll(async () => {
    app = appAround(assemblyOf('acme'), {
      resources: (ours) => theirs(logicalIdOf('Vend', ours)),
      outputs: { TableName: { Value: { Ref: 'Table' } }, TheirRole: { Value: { Ref: 'TheirRole' } } },
      environment: `aws://${ACCOUNT}/eu-west-1`,
    });
    sandbox = await startSandbox({ assembly: app.folder, ...START });
  });
  afterAll(async () => {
    await sandbox.stop();
    app.remove();
  });

  test('stands up, and rotates', async () => {
    await sandbox.rotate('acme');
    expect(sandbox.state.rotations).toMatchObject([{ outcome: 'succeeded' }, { outcome: 'succeeded' }]);
  });

  test('says what is left out of it, and why', () => {
    const leftOut = Object.fromEntries(sandbox.leftOut.map(({ logicalId, reason }) => [logicalId, reason]));
    expect(leftOut).toEqual({
      Table: 'The sandbox does not know resources of type AWS::DynamoDB::Table (Table).',
      Bucket: 'The sandbox does not know resources of type AWS::S3::Bucket (Bucket).',
      TheirRole: expect.stringMatching(/^It stands without arn:aws:iam::aws:policy\/service-role\/AWSLambdaBasic/),
      Python: 'The sandbox runs functions for Node.js alone, from an asset (Python).',
      Inline: 'The sandbox runs functions for Node.js alone, from an asset (Inline).',
      Zones: 'The sandbox does not know the intrinsic function Fn::GetAZs.',
    });
    expect(sandbox.leftOut[0]).toMatchObject({ stack: 'Click2MailTokenRotation', type: 'AWS::DynamoDB::Table' });
  });

  test('has the outputs of what stands, and no others', () => {
    expect(sandbox.outputs).toMatchObject({ TheirRole: 'theirs' });
    expect(sandbox.outputs).not.toHaveProperty('TableName');
  });

  test('lets a role of theirs ask for tokens, as its policy says, and not as another consumer', async () => {
    const where = { endpoint: sandbox.urls.aws, region: 'us-east-1' };
    const sts = new STSClient({ ...where, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/theirs', RoleSessionName: 'test' }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const lambda = new LambdaClient({ ...where, credentials });
    const token = await vendedToken({ ...sandbox.consumer('letters'), lambda })();
    recordSecret(token);
    expect(token).toMatch(/^ey/);
    await expect(vendedToken({ ...sandbox.consumer('mail-merge'), lambda })()).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
    sts.destroy();
    lambda.destroy();
  });

  test('runs a function of theirs, which is told of nothing in the place of what is left out', async () => {
    const lambda = new LambdaClient({
      endpoint: sandbox.urls.aws,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const { Payload = new Uint8Array() } = await lambda.send(new InvokeCommand({ FunctionName: 'theirs' }));
    expect(JSON.parse(Buffer.from(Payload).toString())).toEqual({
      table: 'arn:aws:left-out:us-east-1:123456789012:Table',
      vendor: sandbox.consumer('letters').functionName,
    });
    lambda.destroy();
  });
});

describe('an assembly is refused', () => {
  const TABLE: TemplateResource = { Type: 'AWS::DynamoDB::Table' };
  const needing = (id: string, template: Template): Template => ({
    ...template,
    Resources: {
      ...template.Resources,
      [id]: {
        ...(template.Resources[id] ?? { Type: '' }),
        Properties: { ...template.Resources[id]?.Properties, Description: { Ref: 'Table' } },
      },
    },
  });
  const emptied = (template: Template): Template => ({ ...template, Resources: {}, Outputs: {} });
  const noOurs = /^No client of Click2Mail's stands in .*app-around-\w+\.$/;

  test.each<[string, Parameters<typeof appAround>[1], { stacks?: string[] }, string | RegExp]>([
    [
      'because ours needs what cannot stand',
      {
        resources: () => ({ Table: TABLE }),
        change: (template) => needing(logicalIdOf('Sweep', template), template),
      },
      {},
      /^RevocationSweep\w+ needs Table, which cannot be left out, then\. The sandbox does not know resources of type/,
    ],
    ['because nothing of ours is in it', { change: emptied }, {}, noOurs],
    [
      'because ours may be in a nested stack',
      { change: emptied, resources: () => ({ Nested: { Type: 'AWS::CloudFormation::Stack' } }) },
      {},
      / The sandbox does not look into nested stacks: Nested\.$/,
    ],
    ['because it has no such stack', {}, { stacks: ['Mine'] }, 'The assembly has no stack Mine. It has: Click2Mail'],
    ['because no stack is chosen', {}, { stacks: [] }, noOurs],
  ])('%s', async (_why, around, options, message) => {
    const app = appAround(assemblyOf('acme'), around);
    const starting = startSandbox({ assembly: app.folder, ...options, ...START });
    await expect(starting).rejects.toThrow(message);
    app.remove();
  });
});
