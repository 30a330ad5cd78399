import { NotBootstrapped } from '../core/errors.ts';
import { readToken } from '../core/token-secret.ts';
import { CURRENT } from '../core/version-labels.ts';
import type { Grant } from './grant.ts';

/** Proves who the client is with a short-term token that the current long-term one buys: the token renews itself. */
export function shortTermTokenGrant(client: string): Grant {
  return async ({ secret, exchange }) => {
    const current = await readToken(secret, { label: CURRENT });
    if (current === undefined) {
      throw new NotBootstrapped(
        'The secret holds no token yet, and this grant needs one to issue the next: issue the first one by a one-time code.',
        { client },
      );
    }
    const { access_token: token } = await exchange(current.access_token, ['tokens:write']);
    return { kind: 'short-term-token', token };
  };
}
