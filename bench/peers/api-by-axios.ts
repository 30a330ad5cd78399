import axios from 'axios';

export interface ApiToken {
  readonly access_token: string;
  readonly token_type: string;
  readonly token_id: string;
  readonly expires_in: number;
  readonly expires_at: string;
  readonly scopes?: readonly string[];
}

/** The Click2Mail API as its documentation shows it, by axios. */
const api = axios.create({ baseURL: process.env['API_BASE_URL'] ?? '', timeout: 10_000 });

/** Issues a long-term token. */
export async function issueToken(body: object, headers: Record<string, string> = {}): Promise<ApiToken> {
  const { data } = await api.post<ApiToken>('/auth/tokens/long', { ...body, ttl_seconds: 90 * 24 * 3600 }, { headers });
  return data;
}

/** Exchanges a long-term token for a short-term one. */
export async function exchangeToken(longTermToken: string, scopes: readonly string[]): Promise<ApiToken> {
  const headers = { authorization: `Bearer ${longTermToken}` };
  const { data } = await api.post<ApiToken>('/auth/tokens/short', { scopes }, { headers });
  return data;
}

/** Revokes a token. */
export async function revokeToken(tokenId: string, bearer: string): Promise<void> {
  await api.post(`/auth/tokens/${tokenId}/revoke`, undefined, { headers: { authorization: `Bearer ${bearer}` } });
}
