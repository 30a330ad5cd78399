/**
 * What became of a token, in parts that follow one another.
 * @typedef {import('../shown-state.ts').TokenState} TokenState
 * @typedef {'issued' | 'current' | 'grace' | 'bearer' | 'revoked' | 'expired'} Stage
 * @typedef {{ part: 'issued' | 'current' | 'grace' | 'bearer' | 'remaining', from: number, to: number }} Part
 */

/** Whether the token serves to revoke others and is never given to a consumer. @param {TokenState} token */
export function isBearer({ versionId, scopes }) {
  return versionId === null && scopes.includes('tokens:revoke');
}

/**
 * Where a token stands now.
 * @param {TokenState} token
 * @returns {Stage}
 */
export function stageOf(token) {
  if (token.state !== 'live') return token.state;
  if (token.supersededAt !== null) return 'grace';
  if (token.currentFrom !== null) return 'current';
  return isBearer(token) ? 'bearer' : 'issued';
}

/**
 * When the token ceased to work, or will: by its expiry, or before by being revoked.
 * @param {TokenState} token
 * @returns {number} epoch milliseconds
 */
export function endOf({ state, revokedAt, expiresAt, revocationDueAt }) {
  const expiry = Date.parse(expiresAt);
  if (state !== 'live') return Date.parse(revokedAt ?? expiresAt);
  return revocationDueAt === null ? expiry : Math.min(expiry, Date.parse(revocationDueAt));
}

/**
 * The parts of a token's life up to its end; what is still ahead is `remaining`.
 * @param {TokenState} token
 * @param {number} now epoch milliseconds
 * @returns {Part[]}
 */
export function partsOf(token, now) {
  const end = endOf(token);
  // A token whose revocation is overdue lives on.
  const lived = token.state === 'live' ? Math.max(now, Date.parse(token.issuedAt)) : end;
  const issued = Date.parse(token.issuedAt);
  const current = Math.min(lived, token.currentFrom === null ? lived : Date.parse(token.currentFrom));
  const superseded = Math.min(lived, token.supersededAt === null ? lived : Date.parse(token.supersededAt));
  /** @type {Part[]} */
  const parts = [
    { part: isBearer(token) ? 'bearer' : 'issued', from: issued, to: current },
    { part: 'current', from: current, to: superseded },
    { part: 'grace', from: superseded, to: lived },
    { part: 'remaining', from: lived, to: end },
  ];
  return parts.filter(({ from, to }) => to > from);
}
