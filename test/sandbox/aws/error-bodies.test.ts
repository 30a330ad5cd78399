import { expect, test } from '@jest/globals';
import { AwsError } from '../../../sandbox/aws/aws-service.ts';
import { jsonError, readJson } from '../../../sandbox/aws/protocols/json-protocol.ts';
import { queryError } from '../../../sandbox/aws/protocols/query-protocol.ts';
import { restError, restInput } from '../../../sandbox/aws/protocols/rest-protocol.ts';

const bodyOf = ({ body }: { body?: string | Buffer }): unknown => JSON.parse(String(body));

test.each([
  ['secretsmanager', 'ResourceNotFoundException', { __type: 'ResourceNotFoundException', Message: 'text' }],
  ['secretsmanager', 'ValidationException', { __type: 'ValidationException', message: 'text' }],
  ['secretsmanager', 'AccessDeniedException', { __type: 'AccessDeniedException', message: 'text' }],
  ['kms', 'LimitExceededException', { __type: 'LimitExceededException', message: 'text' }],
] as const)('%s spells the message of %s as AWS does', (service, name, body) => {
  expect(bodyOf(jsonError(service, new AwsError(name, 'text')))).toEqual(body);
});

test('an error without a message has no message field', () => {
  expect(bodyOf(jsonError('kms', new AwsError('KMSInvalidSignatureException', '')))).toEqual({
    __type: 'KMSInvalidSignatureException',
  });
});

test.each([
  ['ResourceNotFoundException', 404, { Type: 'User', Message: 'text' }],
  ['InvalidRequestContentException', 400, { Type: 'User', message: 'text' }],
  ['ServiceException', 500, { Type: 'Service', Message: 'text' }],
  ['AccessDeniedException', 403, { Message: 'text' }],
])('Lambda spells the message of %s as its model does', (name, status, body) => {
  const response = restError(new AwsError(name, 'text', status));
  expect(response).toMatchObject({ status, headers: { 'x-amzn-errortype': name } });
  expect(bodyOf(response)).toEqual(body);
});

test('further fields and headers of an error are sent', () => {
  const error = new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    fields: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    headers: { 'retry-after': '3' },
  });
  expect(restError(error).headers).toMatchObject({ 'retry-after': '3' });
  expect(bodyOf(restError(error))).toMatchObject({ Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' });
});

test('the query protocol has names and a status of its own, and escapes XML', () => {
  const response = queryError(
    'sts',
    { action: '', version: '' },
    new AwsError('InvalidSignatureException', 'a <b> & c'),
    'the-id',
  );
  expect(response.status).toBe(403);
  expect(response.body).toBe(
    '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>' +
      '<Code>SignatureDoesNotMatch</Code><Message>a &lt;b&gt; &amp; c</Message></Error>' +
      '<RequestId>the-id</RequestId></ErrorResponse>',
  );
});

test.each(['{', '[]', '"text"', 'null'])('the body %s is a SerializationException', (body) => {
  expect(() => readJson(Buffer.from(body))).toThrow(expect.objectContaining({ name: 'SerializationException' }));
});

test('no body is an empty input', () => {
  expect(readJson(Buffer.alloc(0))).toEqual({});
});

test.each([
  ['/2015-03-31/functions/a%3Ab/invocations', 'Qualifier=live', { FunctionName: 'a:b', Qualifier: 'live' }],
  ['/2015-03-31/functions/100%', '', { FunctionName: '100%' }],
  ['/2015-03-31/functions/', '', {}],
])('a call of Lambda at %s?%s is about %j', (path, query, input) => {
  const request = { method: 'POST', path, query, headers: {}, rawHeaders: [], body: Buffer.alloc(0) };
  expect(restInput(request)).toEqual(input);
});
