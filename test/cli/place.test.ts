import { expect, test } from '@jest/globals';
import { placeOf } from '../../cli/stack/place.ts';
import { CommandProblem } from '../../cli/terminal/exit-codes.ts';

const SANDBOX = 'http://127.0.0.1:4566';

test('what is empty counts as not said', () => {
  const environment = { AWS_ENDPOINT_URL: SANDBOX, AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-1' };
  expect(placeOf({ endpoint: '', region: '' }, environment)).toEqual({ endpoint: SANDBOX, region: 'eu-west-1' });
  expect(placeOf({}, { AWS_ENDPOINT_URL: '' })).toEqual({ endpoint: undefined, region: undefined });
});

test('the region is left to the profile, but for the sandbox, which has one', () => {
  expect(placeOf({ endpoint: 'https://aws.example.com' }, {}).region).toBeUndefined();
  expect(placeOf({ endpoint: SANDBOX }, {}).region).toBe('us-east-1');
  expect(placeOf({ endpoint: SANDBOX, region: 'eu-west-1' }, {}).region).toBe('eu-west-1');
});

test.each(['somewhere', '127.0.0.1:4566', 'localhost:4566', 'http://', 'file:///etc'])(
  'an endpoint %s is wrong usage',
  (endpoint) => {
    expect(() => placeOf({ endpoint }, {})).toThrow(CommandProblem);
  },
);
