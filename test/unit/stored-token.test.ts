import { expect, test } from '@jest/globals';
import { StoredToken } from '../../functions/core/stored-token.ts';

const TOKEN = {
  client_id: 'c2m_acme',
  access_token: 'lt_one',
  token_type: 'Bearer',
  token_id: 'tok_1',
  issued_at: '2026-03-01T10:00:00Z',
  expires_at: '2026-04-01T10:00:00Z',
  scopes: ['jobs:submit'],
};

test('the token that was stored last is given for its version, once', () => {
  const storedToken = new StoredToken();
  storedToken.remember('v1', { ...TOKEN, token_id: 'tok_0' });
  storedToken.remember('v2', TOKEN);
  expect(storedToken.take('v2')).toEqual(TOKEN);
  expect(storedToken.take('v2')).toBeUndefined();
});

test('a token is neither given for another version nor kept after it was asked for', () => {
  const storedToken = new StoredToken();
  expect(storedToken.take('v1')).toBeUndefined();
  storedToken.remember('v1', TOKEN);
  expect(storedToken.take('v2')).toBeUndefined();
  expect(storedToken.take('v1')).toBeUndefined();
});
