import type { GrantProof } from '../clients/grant-proof.ts';
import type { Proving } from '../lambda/client-api.ts';

/** Proves to the API, for one request, that a long-term token may be issued. */
export type Grant = (proving: Proving) => Promise<GrantProof>;
