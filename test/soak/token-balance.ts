import { parseTokenSecret } from '../../functions/core/token-secret.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { DeployedClient } from '../../sandbox/token-clients.ts';
import type { SweepBooks } from './sweep-books.ts';

/** Clocks are read a moment apart. */
const READ_APART_S = 60;

/** The long-term tokens of the API's own list that live although no secret has them as its current one. */
export function leftOver(sandbox: Sandbox): string[] {
  const current = new Set(sandbox.clients.map((client) => currentToken(sandbox, client)?.token_id));
  return sandbox.api
    .tokens()
    .filter(({ kind, state, id }) => kind === 'long' && state === 'live' && !current.has(id))
    .map(({ id, clientId, scopes }) => `${id} of ${clientId} (${scopes.join(' ')})`);
}

/** How many tokens the API revoked, other than the bearers that were issued to revoke with. */
export function revokedTokens({ api }: Sandbox): number {
  return api
    .tokens()
    .filter(({ kind, state, scopes }) => kind === 'long' && state === 'revoked' && !scopes.includes('tokens:revoke'))
    .length;
}

/** Where the last sweep's metrics of a client do not say what the API's list says. */
export function disagreements(sandbox: Sandbox, books: SweepBooks): string[] {
  return sandbox.clients.flatMap((client) => {
    const { name } = client;
    const expiresAt = Date.parse(currentToken(sandbox, client)?.expires_at ?? '');
    const seconds = (expiresAt - sandbox.clock.now()) / 1000;
    const told = books.latest('SecondsToExpiry', name) ?? NaN;
    const overdue = books.latest('OverdueRevocations', name);
    const isTold = told - seconds >= -1 && told - seconds <= READ_APART_S;
    return [
      ...(isTold ? [] : [`${name}: SecondsToExpiry is ${told}, and the token has ${seconds} s`]),
      ...(overdue === 0 ? [] : [`${name}: OverdueRevocations is ${overdue}`]),
    ];
  });
}

/** The client's version with AWSCURRENT. */
export function currentVersion({ secretsManager }: Sandbox, { secretArn }: DeployedClient) {
  const secret = secretsManager.secrets().find(({ arn }) => arn === secretArn);
  return secret?.versions.find(({ labels }) => labels.includes('AWSCURRENT'));
}

function currentToken(sandbox: Sandbox, client: DeployedClient) {
  return parseTokenSecret(currentVersion(sandbox, client)?.secretString ?? '');
}
