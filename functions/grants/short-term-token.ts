import type { GrantProof } from '../clients/grant-proof.ts';
import { NotBootstrapped } from '../core/errors.ts';
import type { SecretVersions } from '../core/secret-versions.ts';
import { isInvalidToken } from '../core/token-accepted.ts';
import { readableToken, readToken, type TokenSecret } from '../core/token-secret.ts';
import { CURRENT, versionsInGrace } from '../core/version-labels.ts';
import type { Proving } from '../lambda/client-api.ts';
import type { Grant } from './grant.ts';

/**
 * Proves who the client is with a short-term token that the current long-term one buys: the token renews itself. Where
 * the API refuses that one, those that were superseded and are still in grace are shown.
 */
export function shortTermTokenGrant(client: string): Grant {
  return async (proving) => {
    const { secret, now } = proving;
    const current = await readToken(secret, { label: CURRENT });
    if (current === undefined) {
      throw new NotBootstrapped(
        'The secret holds no token yet, and this grant needs one to issue the next: issue the first one by a one-time code.',
        { client },
      );
    }
    try {
      return await boughtWith(current, proving);
    } catch (refusal) {
      if (!isInvalidToken(refusal)) throw refusal;
      for (const former of await tokensInGrace(secret, now)) {
        const proof = await boughtWith(former, proving).catch(unlessInvalid);
        if (proof !== undefined) return proof;
      }
      throw refusal;
    }
  };
}

async function boughtWith({ access_token, issued_at }: TokenSecret, { exchange }: Proving): Promise<GrantProof> {
  const { access_token: token } = await exchange(access_token, ['tokens:write'], Date.parse(issued_at));
  return { kind: 'short-term-token', token };
}

async function tokensInGrace(secret: SecretVersions, now: number): Promise<TokenSecret[]> {
  const { versions } = await secret.describe();
  const found = await Promise.all(versionsInGrace(versions, now).map((versionId) => readableToken(secret, versionId)));
  return found.filter((token) => token !== undefined);
}

function unlessInvalid(error: unknown): undefined {
  if (!isInvalidToken(error)) throw error;
}
