const CLIENT = { scopes: ['jobs:submit'], rotateEvery: 'rate(4 hours)', grace: '2h' };

/** A client for every grant that rotates by schedule, as often as can be. */
export const SOAK_SETTINGS = {
  clients: {
    acme: { clientId: 'c2m_acme', ...CLIENT },
    globex: { clientId: 'c2m_globex', ...CLIENT, grant: 'client-secret' },
    initech: { clientId: 'c2m_initech', ...CLIENT, scopes: ['jobs:submit', 'tokens:write'], grant: 'short-term-token' },
  },
};

/** No scheduled rotation comes in time to replace a token that was revoked behind the stack's back. */
export const DEAD_TOKEN_SETTINGS = {
  clients: Object.fromEntries(
    Object.entries(SOAK_SETTINGS.clients).map(([name, client]) => [name, { ...client, rotateEvery: 'rate(30 days)' }]),
  ),
};
