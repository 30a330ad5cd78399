import type { TokenRequest } from '../core/token-api.ts';

/** What proves to the API that a long-term token may be issued: exactly one of its four mechanisms. */
export type GrantProof =
  | { readonly kind: 'assertion'; readonly assertion: string; readonly assertionType: string }
  | { readonly kind: 'client-secret'; readonly clientSecret: string }
  | { readonly kind: 'otp'; readonly code: string }
  | { readonly kind: 'short-term-token'; readonly token: string };

interface IssueRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly json: Readonly<Record<string, unknown>>;
}

/** The request of issueLongTermToken for a proof: its headers and body. */
export function issueRequest(proof: GrantProof, clientId: string, { scopes, ttlSeconds }: TokenRequest): IssueRequest {
  const wanted = { client_id: clientId, scopes: [...scopes], ttl_seconds: ttlSeconds };
  const clientKey = { 'x-client-id': clientId };
  switch (proof.kind) {
    case 'assertion':
      return {
        headers: clientKey,
        json: {
          grant_type: 'assertion',
          assertion_type: proof.assertionType,
          assertion: proof.assertion,
          ...wanted,
        },
      };
    // belief: api-client-secret
    case 'client-secret':
      return {
        headers: clientKey,
        json: { grant_type: 'client_credentials', client_secret: proof.clientSecret, ...wanted },
      };
    // belief: api-one-time-code
    case 'otp':
      return { headers: clientKey, json: { grant_type: 'client_credentials', otp_code: proof.code, ...wanted } };
    // belief: api-mechanism-4
    case 'short-term-token':
      return {
        headers: { authorization: `Bearer ${proof.token}` },
        json: { grant_type: 'client_credentials', ...wanted },
      };
  }
}
