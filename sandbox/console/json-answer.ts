import { createHash } from 'node:crypto';
import type { LoopbackResponse } from '../loopback-server.ts';
import type { SandboxState } from './shown-state.ts';

const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

export function json(status: number, content: unknown): LoopbackResponse {
  return { status, headers: HEADERS, body: JSON.stringify(content) };
}

/**
 * The state for whoever asks every second: 304 when nothing but the time is new. The time is in a header, so that it is
 * told in either case.
 * @param known the request's If-None-Match
 */
export function stateAnswer({ now, ...state }: SandboxState, known: string | undefined): LoopbackResponse {
  const digest = createHash('sha256').update(JSON.stringify(state)).digest('base64url');
  const etag = `"${digest}"`;
  const headers = { ...HEADERS, etag, 'sandbox-time': now };
  if (known === etag) return { status: 304, headers };
  return { status: 200, headers, body: JSON.stringify({ now, ...state }) };
}
