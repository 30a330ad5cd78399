import { expect, test } from '@jest/globals';
import { covers, narrowest, uncovered } from '../../../functions/core/scopes.ts';

test.each([
  ['jobs:submit', 'jobs:submit', true],
  ['jobs:*', 'jobs:submit', true],
  ['jobs:*', 'jobs:*', true],
  ['*', 'jobs:submit', true],
  ['jobs:submit', 'jobs:*', false],
  ['jobs:*', 'jobsheet:read', false],
  ['jobs:submit', 'jobs:submit:all', false],
])('%s covers %s: %s', (granted, asked, expected) => {
  expect(covers(granted, asked)).toBe(expected);
});

test('what nothing granted covers is named', () => {
  expect(uncovered(['jobs:submit', 'templates:read'], ['jobs:*'])).toEqual(['templates:read']);
});

test('the narrowest scope is one without a wildcard where there is one', () => {
  expect(narrowest(['jobs:*', 'templates:read'])).toBe('templates:read');
  expect(narrowest(['jobs:*'])).toBe('jobs:*');
  expect(narrowest(['tokens:write', 'jobs:*', 'jobs:submit'])).toBe('jobs:submit');
  expect(narrowest(['tokens:write', 'jobs:*'])).toBe('jobs:*');
  expect(narrowest(['tokens:write'])).toBe('tokens:write');
  expect(narrowest([])).toBeUndefined();
});
