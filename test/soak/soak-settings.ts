const CLIENT = { scopes: ['jobs:submit'], rotateEvery: 'rate(4 hours)', grace: '2h' };

/** A client for every grant that rotates by schedule, as often as can be. */
export const SOAK_SETTINGS = {
  clients: {
    acme: { clientId: 'c2m_acme', ...CLIENT },
    globex: { clientId: 'c2m_globex', ...CLIENT, grant: 'client-secret' },
    initech: { clientId: 'c2m_initech', ...CLIENT, scopes: ['jobs:submit', 'tokens:write'], grant: 'short-term-token' },
  },
};
