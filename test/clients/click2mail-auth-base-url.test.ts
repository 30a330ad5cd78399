import { expect, test } from '@jest/globals';
import { authUnderTest } from './auth-under-test.ts';

test.each([
  'https://api.click2mail.com/v2',
  'http://127.0.0.1:4010/v2',
  'http://localhost:4010/v2',
  'http://LOCALHOST/v2',
  'http://[::1]:4010/v2',
])('the API may be at %s', (baseUrl) => {
  expect(() => authUnderTest({ baseUrl })).not.toThrow();
});

test.each([
  ['http://api.click2mail.com/v2', 'http://api.click2mail.com'],
  ['http://127.0.0.1.example.com/v2', 'http://127.0.0.1.example.com'],
  ['http://localhost.example.com/v2', 'http://localhost.example.com'],
  ['http://0.0.0.0/v2', 'http://0.0.0.0'],
  ['http://somebody:hunter22@example.com/v2', 'http://example.com'],
  ['ftp://localhost/v2', 'ftp://localhost'],
])('tokens are not sent in the clear to %s', (baseUrl, told) => {
  expect(() => authUnderTest({ baseUrl })).toThrow(
    new TypeError(`apiBaseUrl must begin with https://, and ${told} does not.`),
  );
});

test('what is no URL is refused at once', () => {
  expect(() => authUnderTest({ baseUrl: 'api.click2mail.com/v2' })).toThrow('Invalid URL');
});
