import type { SecretVersions } from './secret-versions.ts';
import { SecretUnreadable } from './errors.ts';

/** What a version of a token secret holds, in the API's own field names. Changes are additive only. */
export interface TokenSecret {
  readonly client_id: string;
  readonly access_token: string;
  readonly token_type: string;
  readonly token_id: string;
  /** ISO 8601, UTC. */
  readonly issued_at: string;
  /** ISO 8601, UTC, by our clock: it is used until then. */
  readonly expires_at: string;
  /** ISO 8601, UTC: it may work until then. Absent where that is the same. */
  readonly expires_at_the_latest?: string;
  readonly scopes: readonly string[];
}

const TEXTS = ['client_id', 'access_token', 'token_type', 'token_id', 'issued_at', 'expires_at'] as const;

/** Reads a secret's value; undefined for whatever is not ours, such as the placeholder of the first deployment. */
export function parseTokenSecret(value: string): TokenSecret | undefined {
  const parsed = parseObject(value);
  if (parsed === undefined) return undefined;
  if (TEXTS.some((field) => typeof parsed[field] !== 'string' || parsed[field] === '')) return undefined;
  if (Number.isNaN(Date.parse(parsed['expires_at'] as string))) return undefined;
  const scopes = parsed['scopes'];
  if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string')) return undefined;
  return parsed as unknown as TokenSecret;
}

/** The token in a version; undefined for whatever else is in it. @throws SecretUnreadable also where nothing is in it */
export async function readToken(
  secret: SecretVersions,
  which: Parameters<SecretVersions['read']>[0],
): Promise<TokenSecret | undefined> {
  return parseTokenSecret((await secret.read(which)).value);
}

/** The token in a version; undefined for whatever else is in it, and where nothing is. @throws SecretUnreadable */
export async function readTokenIfAny(secret: SecretVersions, versionId: string): Promise<TokenSecret | undefined> {
  try {
    return await readToken(secret, { versionId });
  } catch (error) {
    if (error instanceof SecretUnreadable && error.isAbsent) return undefined;
    throw error;
  }
}

/** The token in a version; undefined for whatever else is in it, and where it cannot be read. */
export async function readableToken(secret: SecretVersions, versionId: string): Promise<TokenSecret | undefined> {
  try {
    return await readToken(secret, { versionId });
  } catch (error) {
    if (error instanceof SecretUnreadable) return undefined;
    throw error;
  }
}

/** Milliseconds until the token expires; negative when it has. */
export function lifeLeft(token: TokenSecret, now: number): number {
  return Date.parse(token.expires_at) - now;
}

/** Two clocks differ by no more. */
const CLOCKS_DIFFER_MS = 5 * 60 * 1000;

/** Whether the token has expired for certain, whichever of its two expiries is meant, and by any clock. */
export function isSurelyExpired({ expires_at, expires_at_the_latest = expires_at }: TokenSecret, now: number): boolean {
  return Math.max(Date.parse(expires_at), Date.parse(expires_at_the_latest)) + CLOCKS_DIFFER_MS <= now;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
