import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AWS_SERVICES } from '../../../sandbox/service-name.ts';
import { hasAwsCli, runAwsCli } from '../../support/programs/aws-cli.ts';
import { signedRequest } from '../../support/signed-request.ts';
import { type RawAnswer, rawRequest } from '../raw-request.ts';
import { startEndpointUnderTest } from './endpoint-under-test.ts';

let under: Awaited<ReturnType<typeof startEndpointUnderTest>>;
beforeAll(async () => {
  under = await startEndpointUnderTest();
});
afterAll(() => under.endpoint.close());

const THERE = 'it has kms, lambda, secretsmanager, sts.';

const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20261129/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;

const ask = (service: string | undefined, request: Parameters<typeof rawRequest>[1] = {}): Promise<RawAnswer> =>
  rawRequest(under.endpoint.origin, {
    ...request,
    headers: { ...(service !== undefined && { authorization: authorization(service) }), ...request.headers },
  });

/** Those that the sandbox has by now are no longer asked for here. */
const UNSERVED = (
  [
    ['ec2', 'ec2 describe-instances', 'InvalidAction'],
    ['s3', 's3api list-buckets', 'NotImplemented'],
    ['s3', 's3api put-object --bucket b --key k --content-type text/plain --body /etc/hostname', 'NotImplemented'],
    ['dynamodb', 'dynamodb list-tables', 'UnknownOperationException'],
    ['sqs', 'sqs list-queues', 'InvalidAction'],
    ['monitoring', 'cloudwatch describe-alarms', 'InvalidAction'],
    ['route53', 'route53 list-hosted-zones', 'InvalidAction'],
    ['apigateway', 'apigateway get-rest-apis', 'UnknownOperationException'],
    ['ssm', 'ssm describe-parameters', 'UnknownOperationException'],
  ] as const
).filter(([service]) => !AWS_SERVICES.some((served: string) => served === service));

const withCli = hasAwsCli() ? describe : describe.skip;
withCli('the AWS CLI is told in one sentence that the sandbox does not have the service of', () => {
  test.each(UNSERVED)('%s: aws %s', async (service, command, code) => {
    const { status, output } = await runAwsCli(under.endpoint.origin, command.split(' '));
    expect(output.trim()).toMatch(
      new RegExp(
        `^An error occurred \\(${code}\\) when calling the \\w+ operation: The sandbox has no AWS service ${service}: ${THERE}$`,
      ),
    );
    expect(status).toBe(254);
  });

  test('while what it has is asked for as before', async () => {
    const { status, output } = await runAwsCli(under.endpoint.origin, ['sts', 'get-caller-identity']);
    expect([status, JSON.parse(output)]).toEqual([0, expect.objectContaining({ Account: '123456789012' })]);
  });
});

const SENTENCE = (service: string) => `The sandbox has no AWS service ${service}: ${THERE}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

test.each<[string, string, Parameters<typeof rawRequest>[1], number, Record<string, string>, string]>([
  [
    'JSON 1.0',
    'dynamodb',
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      body: '{}',
    },
    400,
    { 'content-type': 'application/x-amz-json-1.0' },
    JSON.stringify({ __type: 'UnknownOperationException', message: SENTENCE('dynamodb') }),
  ],
  [
    'JSON over REST',
    'apigateway',
    { path: '/restapis' },
    404,
    { 'content-type': 'application/json', 'x-amzn-errortype': 'UnknownOperationException' },
    JSON.stringify({ message: SENTENCE('apigateway') }),
  ],
  [
    'a query',
    'sns',
    { method: 'POST', headers: FORM, body: 'Action=ListTopics&Version=2010-03-31' },
    400,
    { 'content-type': 'text/xml' },
    `<Error><Type>Sender</Type><Code>InvalidAction</Code><Message>${SENTENCE('sns')}</Message></Error>`,
  ],
  [
    'a query of EC2',
    'ec2',
    { method: 'POST', headers: FORM, body: 'Action=DescribeInstances&Version=2016-11-15' },
    400,
    { 'content-type': 'text/xml' },
    `<Response><Errors><Error><Code>InvalidAction</Code><Message>${SENTENCE('ec2')}</Message></Error></Errors><RequestID>`,
  ],
  [
    'S3',
    's3',
    { method: 'PUT', path: '/bucket/key', headers: { 'content-type': 'text/plain' }, body: 'text' },
    501,
    { 'content-type': 'text/xml' },
    `<Error><Code>NotImplemented</Code><Message>${SENTENCE('s3')}</Message><RequestId>`,
  ],
  [
    'S3 in a bucket that is called like a path of Lambda',
    's3',
    { path: '/2015-03-31/functions/f/invocations' },
    501,
    { 'content-type': 'text/xml' },
    SENTENCE('s3'),
  ],
  [
    'S3 Control',
    's3',
    { path: '/v20180820/jobs' },
    400,
    { 'content-type': 'text/xml' },
    `<Error><Type>Sender</Type><Code>InvalidAction</Code><Message>${SENTENCE('s3')}`,
  ],
  [
    'XML over REST',
    'route53',
    { method: 'POST', path: '/2013-04-01/hostedzone', headers: { 'content-type': 'text/xml' }, body: '<a/>' },
    400,
    { 'content-type': 'text/xml' },
    `<ErrorResponse xmlns="http://webservices.amazon.com/AWSFault/2005-15-09"><Error><Type>Sender</Type>`,
  ],
  [
    'RPC v2 in CBOR',
    'compute-optimizer',
    {
      method: 'POST',
      path: '/service/ComputeOptimizerService/operation/GetEnrollmentStatus',
      headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      body: Buffer.from([0xa0]),
    },
    400,
    { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    `f__typex\u0019UnknownOperationExceptiongmessagexZ${SENTENCE('compute-optimizer')}`,
  ],
])('%s is answered in its own words', async (_protocol, service, request, status, headers, body) => {
  const answer = await ask(service, request);
  expect(answer).toMatchObject({ status, headers });
  expect(answer.text).toContain(body);
});

test('a service whose signature stands in the address is known, too', async () => {
  const credential = encodeURIComponent('test/20261129/us-east-1/s3/aws4_request');
  const { text } = await ask(undefined, { path: `/b/k?X-Amz-Credential=${credential}&X-Amz-Signature=00` });
  expect(text).toContain(SENTENCE('s3'));
});

describe('a request that is not signed is told so', () => {
  test.each<[string, Parameters<typeof rawRequest>[1], number, string]>([
    [
      'by a JSON service',
      { method: 'POST', headers: { 'x-amz-target': 'TrentService.ListKeys' } },
      400,
      '"__type":"MissingAuthenticationTokenException"',
    ],
    ['by Lambda', { path: '/2016-08-19/account-settings/' }, 403, 'Missing Authentication Token'],
    [
      'by STS',
      { method: 'POST', headers: FORM, body: 'Action=GetCallerIdentity&Version=2011-06-15' },
      403,
      '<Code>MissingAuthenticationToken</Code>',
    ],
    [
      'in JSON, whosever it is',
      { path: '/schedules/x' },
      403,
      'Missing Authentication Token. The sandbox has kms, lambda,',
    ],
    [
      'in JSON 1.0, whosever it is',
      { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } },
      400,
      'Missing Authentication Token. The sandbox has',
    ],
    [
      'in XML, whosever it is',
      { method: 'POST', headers: FORM, body: 'Action=ListTopics&Version=2010-03-31' },
      403,
      '<Code>MissingAuthenticationToken</Code>',
    ],
  ])('%s', async (_who, request, status, text) => {
    const answer = await ask(undefined, request);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });
});

test('an operation that a service of the sandbox does not have is refused as AWS does, with the sandbox’s word', async () => {
  const sts = new STSClient(under.clientOf());
  await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
    name: 'InvalidAction',
    message:
      "Could not find operation GetSessionToken for version 2011-06-15. The sandbox's sts has no operation GetSessionToken.",
  });
  const unsigned = { method: 'POST', headers: FORM, body: 'Action=AssumeRoleWithWebIdentity&Version=2011-06-15' };
  expect((await ask(undefined, unsigned)).text).toContain('sts has no operation AssumeRoleWithWebIdentity.');
});

test('a service that is asked in a protocol it does not have answers in that protocol', async () => {
  const signer = { accessKeyId: 'test', secretAccessKey: 'test' };
  const asked = { service: 'kms', contentType: FORM['content-type'], body: 'Action=ListKeys' };
  const { status, text } = await signedRequest(`${under.endpoint.origin}/`, signer, asked);
  expect(status).toBe(400);
  expect(text).toContain("<Code>InvalidAction</Code><Message>The sandbox's kms has no operation");
});
