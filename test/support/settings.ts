/** The configuration that the handler tests' stack is synthesised with: a client for every grant and every kind of signing key, and consumers. */
const CLIENT = { scopes: ['jobs:submit', 'templates:read'], rotateEvery: 'rate(30 days)', grace: '2h' };

export const TEST_SETTINGS = {
  clients: {
    acme: { clientId: 'c2m_acme', ...CLIENT },
    hasty: { clientId: 'c2m_hasty', ...CLIENT, grace: '0' },
    elliptic: {
      clientId: 'c2m_elliptic',
      ...CLIENT,
      assertion: { algorithm: 'ES256', keyId: 'elliptic-2026', audience: 'urn:click2mail:auth' },
    },
    globex: { clientId: 'c2m_globex', ...CLIENT, grant: 'client-secret' },
    initech: {
      clientId: 'c2m_initech',
      ...CLIENT,
      scopes: [...CLIENT.scopes, 'tokens:write'],
      grant: 'short-term-token',
    },
    padded: { clientId: 'c2m_padded', ...CLIENT, assertion: { algorithm: 'PS256', keySize: 3072 } },
  },
  consumers: {
    'mail-merge': {
      client: 'acme',
      scopes: ['jobs:submit'],
      principals: ['arn:aws:iam::123456789012:role/mail-merge', '444455556666'],
      functionUrl: true,
    },
    letters: { client: 'acme', scopes: ['jobs:submit', 'templates:read'], functionUrl: true },
    archive: { client: 'initech', scopes: ['jobs:submit'] },
  },
};
