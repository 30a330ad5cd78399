import { createHash } from 'node:crypto';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { signedRequest } from '../../support/signed-request.ts';
import { rawRequest } from '../raw-request.ts';
import { functionOf, startStack, type StartedStack } from '../stack/started-stack.ts';
import { clientsOf, refusalOf } from '../iam/role-clients.ts';
import { ACCOUNT, allow, roleArn, roleOf } from '../iam/template-roles.ts';

/** Answers what it was given, or what it is told to. */
const CODE = `export const handler = async (event) => {
  const order = event.body === undefined || event.isBase64Encoded ? {} : JSON.parse(event.body);
  if (order.fail) throw new Error('as told');
  return 'answer' in order ? order.answer : event;
};`;

const permission = (properties: object) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: { FunctionName: { Ref: 'Alias' }, Principal: ACCOUNT, ...properties },
});

const half = { FunctionUrlAuthType: 'AWS_IAM', Principal: roleArn('half') };

const Resources = {
  Role: roleOf('echo', [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], '*')]),
  Echo: functionOf('code', { FunctionName: 'echo', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
  Alias: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'Echo' }, FunctionVersion: '$LATEST', Name: 'shop' },
  },
  Url: {
    Type: 'AWS::Lambda::Url',
    Properties: { AuthType: 'AWS_IAM', Qualifier: 'shop', TargetFunctionArn: { 'Fn::GetAtt': ['Echo', 'Arn'] } },
    DependsOn: 'Alias',
  },
  Whole: roleOf('whole', []),
  Half: roleOf('half', []),
  Direct: roleOf('direct', []),
  WholeUrl: permission({ Action: 'lambda:InvokeFunctionUrl', ...half, Principal: roleArn('whole') }),
  WholeInvoke: permission({
    Action: 'lambda:InvokeFunction',
    InvokedViaFunctionUrl: true,
    Principal: roleArn('whole'),
  }),
  HalfUrl: permission({ Action: 'lambda:InvokeFunctionUrl', ...half }),
  DirectInvoke: permission({ Action: 'lambda:InvokeFunction', Principal: roleArn('direct') }),
};

const FORBIDDEN = {
  Message:
    'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
};

let stack: StartedStack;
let url: string;

beforeAll(async () => {
  const Outputs = { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } };
  stack = await startStack({ template: { Resources, Outputs }, assets: { code: { 'index.mjs': CODE } } });
  url = stack.sandbox.outputs['Url'] ?? '';
});

afterAll(() => stack.stop());

const as = (role: string) => stack.sandbox.credentials.issue(roleArn(role), 'session');
const administrator = { accessKeyId: 'test', secretAccessKey: 'test' };

describe('a function URL', () => {
  test('lies at the AWS endpoint, under a path of its own', () => {
    expect(url).toMatch(new RegExp(`^${stack.sandbox.awsEndpoint}/function-urls/[0-9a-f]{32}/$`));
  });

  test('gives the function the request in payload format 2.0, with the identity that signed', async () => {
    const signer = as('whole');
    const { status, text } = await signedRequest(`${url}some/path?a=1&a=2&b=x`, signer, { body: '{}' });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/some/path',
      rawQueryString: 'a=1&a=2&b=x',
      queryStringParameters: { a: '1,2', b: 'x' },
      headers: { 'content-type': 'application/json' },
      requestContext: {
        accountId: ACCOUNT,
        authentication: null,
        authorizer: {
          iam: {
            accessKey: signer.accessKeyId,
            accountId: ACCOUNT,
            callerId: expect.stringMatching(/^AROA\w+:session$/),
            cognitoIdentity: null,
            principalOrgId: null,
            userArn: `arn:aws:sts::${ACCOUNT}:assumed-role/whole/session`,
            userId: expect.stringMatching(/^AROA\w+:session$/),
          },
        },
        http: { method: 'POST', path: '/some/path', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        stage: '$default',
        timeEpoch: expect.any(Number),
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      body: '{}',
      isBase64Encoded: false,
    });
  });

  test('gives it the headers that AWS gives it, without the signature and those of the connection', async () => {
    const signer = as('whole');
    const more = { 'x-amz-content-sha256': createHash('sha256').update('{}').digest('hex'), cookie: 'a=1; b=2' };
    const { text } = await signedRequest(url, signer, { body: '{}', more });
    const event = JSON.parse(text) as LambdaFunctionURLEvent;
    const { domainName } = event.requestContext;
    expect(event.headers).toEqual({
      ...more,
      'content-length': '2',
      'content-type': 'application/json',
      host: domainName,
      'x-amz-date': expect.stringMatching(/^\d{8}T\d{6}Z$/),
      'x-amz-security-token': signer.sessionToken,
      'x-amzn-tls-cipher-suite': 'TLS_AES_128_GCM_SHA256',
      'x-amzn-tls-version': 'TLSv1.3',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    });
    expect(event.cookies).toEqual(['a=1', 'b=2']);
    expect(domainName).toMatch(/^[0-9a-f]{32}\.lambda-url\.us-east-1\.on\.aws$/);
  });

  test('gives it the query as it was sent, and its values decoded', async () => {
    const { text } = await signedRequest(`${url}?q=%C3%A9%20%2B&r=`, administrator);
    expect(JSON.parse(text)).toMatchObject({
      rawPath: '/',
      rawQueryString: 'q=%C3%A9%20%2B&r=',
      queryStringParameters: { q: 'é +', r: '' },
    });
  });

  test('gives it a body that is no text as base64', async () => {
    const { text } = await signedRequest(url, administrator, { body: 'abc', contentType: 'application/octet-stream' });
    expect(JSON.parse(text)).toMatchObject({ body: 'YWJj', isBase64Encoded: true });
  });

  test.each([
    [
      'a response of its own',
      { statusCode: 418, headers: { 'X-Tea': 'yes' }, body: 'dGVh', isBase64Encoded: true },
      { status: 418, text: 'tea' },
    ],
    ['an object without a status', { a: 1 }, { status: 200, text: '{"a":1}' }],
    ['text', 'hello', { status: 200, text: 'hello' }],
    ['nothing', null, { status: 200, text: 'null' }],
  ])('answers %s', async (_what, answer, expected) => {
    const response = await signedRequest(url, administrator, { body: JSON.stringify({ answer }) });
    expect(response).toMatchObject(expected);
    if (expected.status === 418) expect(response.headers['x-tea']).toBe('yes');
  });

  test('answers 502 and nothing else when the function fails', async () => {
    const response = await signedRequest(url, administrator, { body: '{"fail":true}' });
    expect(response).toMatchObject({ status: 502, text: 'Internal Server Error' });
  });
});

describe('a function URL answers 403', () => {
  test.each(['half', 'direct'])('to the role %s, which has one of the two permissions only', async (role) => {
    const { status, text } = await signedRequest(url, as(role));
    expect({ status, body: JSON.parse(text) as unknown }).toEqual({ status: 403, body: FORBIDDEN });
  });

  test('to whoever does not sign', async () => {
    const { status, text } = await rawRequest(stack.sandbox.awsEndpoint, {
      method: 'POST',
      path: new URL(url).pathname,
    });
    expect({ status, body: JSON.parse(text) as unknown }).toEqual({ status: 403, body: FORBIDDEN });
  });

  test('to a body that was not signed, and to a signature for another service', async () => {
    const altered = await signedRequest(url, administrator, { body: '{}', sentBody: '{"answer":1}' });
    const foreign = await signedRequest(url, administrator, { service: 'execute-api' });
    expect([altered.status, foreign.status]).toEqual([403, 403]);
  });

  test('where there is no such URL', async () => {
    const response = await signedRequest(`${stack.sandbox.awsEndpoint}/function-urls/unknown/`, administrator);
    expect(response).toMatchObject({ status: 403, text: '{"Message":null}' });
    expect(response.headers['x-amzn-errortype']).toBe('AccessDeniedException');
  });
});

test('the permission to come by the URL does not let anybody invoke directly', async () => {
  const { lambda } = stack.sandbox;
  expect(lambda.permissionsOf('echo:shop')).toHaveLength(4);
  expect(lambda.permissionsOf('echo')).toEqual([]);
  const client = clientsOf(stack.sandbox, as('whole'));
  const refusal = await refusalOf(client.lambda.invoke({ FunctionName: 'echo', Qualifier: 'shop' }));
  client.destroy();
  expect(refusal).toMatchObject({ name: 'AccessDeniedException', status: 403 });
  const owner = clientsOf(stack.sandbox);
  const { Policy = '' } = await owner.lambda.getPolicy({ FunctionName: 'echo:shop' });
  owner.destroy();
  expect(Policy).toContain('"Bool":{"lambda:InvokedViaFunctionUrl":"true"}');
  expect(Policy).toContain(':function:echo:shop"');
});
