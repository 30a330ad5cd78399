import { expect, test } from '@jest/globals';
import { canonicalRequest, sha256Hex } from '../../../sandbox/aws/canonical-request.ts';
import type { LoopbackRequest } from '../../../sandbox/loopback-server.ts';

const EMPTY: LoopbackRequest = {
  method: 'GET',
  path: '/',
  query: '',
  headers: {},
  rawHeaders: [],
  body: Buffer.alloc(0),
};
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const linesOf = (request: Partial<LoopbackRequest>, signedHeaders: string[] = []) =>
  canonicalRequest({ ...EMPTY, ...request }, signedHeaders).split('\n');

test("AWS's own example comes out as AWS documents it", () => {
  // The vector get-vanilla-query-order-key-case of AWS's Signature Version 4 test suite.
  const rawHeaders = ['Host', 'example.amazonaws.com', 'X-Amz-Date', '20150830T123600Z'];
  const canonical = canonicalRequest({ ...EMPTY, rawHeaders, query: 'Param2=value2&Param1=value1' }, [
    'host',
    'x-amz-date',
  ]);
  expect(canonical).toBe(
    `GET\n/\nParam1=value1&Param2=value2\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n${EMPTY_HASH}`,
  );
  expect(sha256Hex(canonical)).toBe('816cd5b414d056048ba4f7c5386d6e0533120fb1fcfa93762cf0fc39e2cf19e0');
});

test.each([
  ['/a//b/', '/a/b/'],
  ['/a/./b/../c', '/a/c'],
  ['/..', '/'],
  ['/arn%3Aaws', '/arn%253Aaws'],
])('the path %s is signed as %s', (path, canonical) => {
  expect(linesOf({ path })[1]).toBe(canonical);
});

test.each([
  ['b=2&a=1', 'a=1&b=2'],
  ['a=2&a=1', 'a=1&a=2'],
  ['flag', 'flag='],
  ['a=x=y', 'a=x%3Dy'],
  ['a=%7e!', 'a=~%21'],
  ['a=100%', 'a=100%25'],
])('the query %s is signed as %s', (query, canonical) => {
  expect(linesOf({ query })[2]).toBe(canonical);
});

test('a header that was sent twice is signed with both values, without needless blanks', () => {
  expect(linesOf({ rawHeaders: ['X-A', ' one   two ', 'x-a', 'three'] }, ['x-a'])[3]).toBe('x-a:one two,three');
});
