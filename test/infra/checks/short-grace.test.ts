import { expect, test } from '@jest/globals';
import { shortGraceNote } from '../../../infra/checks/short-grace.ts';
import { readSettings } from '../../../infra/settings/settings.ts';
import { acmeWith } from '../synthesised-stack.ts';

const CONSUMERS = { 'mail-merge': { client: 'acme', scopes: ['jobs:submit'] } };
const noteFor = (grace: string, consumers: object) =>
  shortGraceNote(readSettings({ clients: { acme: acmeWith({ grace }) }, consumers }));

test('a client without a grace that has consumers is warned of by its name', () => {
  expect(noteFor('0', CONSUMERS)).toMatch(/^acme: a grace under 20m, and consumers\./);
});

test.each([
  ['its grace is 20 minutes', '20m', CONSUMERS],
  ['nobody is vended its tokens', '0', {}],
])('nothing is said where %s', (_what, grace, consumers) => {
  expect(noteFor(grace, consumers)).toBeUndefined();
});
