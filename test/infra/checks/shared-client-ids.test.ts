import { expect, test } from '@jest/globals';
import { sharedClientIdNote } from '../../../infra/checks/shared-client-ids.ts';
import { readSettings } from '../../../infra/settings/settings.ts';
import { acmeWith } from '../synthesised-stack.ts';

const noteFor = (ids: Readonly<Record<string, string>>) =>
  sharedClientIdNote(
    readSettings({
      clients: Object.fromEntries(Object.entries(ids).map(([name, clientId]) => [name, acmeWith({ clientId })])),
    }),
  );

test('clients that have one clientId are warned of by their names, and the others are not named', () => {
  const note = noteFor({ acme: 'c2m_1', beta: 'c2m_2', gamma: 'c2m_1', delta: 'c2m_3', epsilon: 'c2m_3' });
  expect(note).toMatch(
    /^acme, gamma: have one clientId, c2m_1\.\ndelta, epsilon: have one clientId, c2m_3\.\nEach of them gets and revokes/,
  );
  expect(note).not.toContain('beta');
});

test('nothing is said where each client has its own', () => {
  expect(noteFor({ acme: 'c2m_1', beta: 'c2m_2' })).toBeUndefined();
});
