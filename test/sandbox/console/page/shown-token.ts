import type { TokenState } from '../../../../sandbox/console/state.ts';

const NOON = Date.parse('2026-03-01T12:00:00.000Z');

/** Epoch milliseconds so many hours after noon of 1 March 2026. */
export const hour = (hours: number): number => NOON + hours * 3_600_000;

/** The same as ISO 8601. */
export const iso = (hours: number): string => new Date(hour(hours)).toISOString();

/** A token that is current, unless it is said otherwise: issued at noon, good for a hundred hours. */
export const shownToken = (more: Partial<TokenState> = {}): TokenState => ({
  id: 'tok_lt_0123456789abcdef',
  kind: 'long',
  clientId: 'c2m_acme',
  grant: 'assertion',
  scopes: ['jobs:submit'],
  state: 'live',
  issuedAt: iso(0),
  expiresAt: iso(100),
  revokedAt: null,
  versionId: 'one',
  currentFrom: iso(1),
  supersededAt: null,
  revocationDueAt: null,
  ...more,
});
