import type { Proving } from './client-api.ts';
import type { GrantProof } from './clients/grant-proof.ts';

/** Proves to the API, for one request, that a long-term token may be issued. */
export type Grant = (proving: Proving) => Promise<GrantProof>;
