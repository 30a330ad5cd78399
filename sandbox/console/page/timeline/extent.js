import { endOf } from '../token-story.js';

/**
 * From the first token's beginning to the last thing that is known of the future: the end of a live token, or a rotation.
 * @param {Pick<import('../../shown-state.ts').SandboxState, 'clients' | 'tokens'>} state
 * @param {number} now epoch milliseconds
 * @returns {{ earliest: number, latest: number }} epoch milliseconds
 */
export function extentOf({ clients, tokens }, now) {
  const long = tokens.filter(({ kind }) => kind === 'long');
  const ends = long.filter(({ state }) => state === 'live').map(endOf);
  const rotations = clients.flatMap(({ nextRotationAt: next }) => (next === null ? [] : [Date.parse(next)]));
  return {
    earliest: Math.min(now, ...long.map(({ issuedAt }) => Date.parse(issuedAt))),
    latest: Math.max(now, ...ends, ...rotations),
  };
}
