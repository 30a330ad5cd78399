import { NoAnswer, post } from './bounded-request.ts';

/** Whether the API answers at all, seen from where the functions run. */
export interface ApiReach {
  readonly reachable: boolean;
  /** HTTP status of its answer; 401 is as it should be. */
  readonly status?: number;
  /** Why there was no answer: a word. */
  readonly reason?: string;
  /** Seconds by which the API's clock is ahead of ours; absent when it does not tell its time. */
  readonly clock_ahead_seconds?: number;
}

const LONGEST_REQUEST_MS = 10_000;

/**
 * Knocks at the API with no credentials: it has to refuse, and in doing so shows that it is there, and its time.
 * @param clock epoch milliseconds
 */
export async function reachApi(baseUrl: string, clock: () => number): Promise<ApiReach> {
  try {
    const request = { path: '/auth/tokens/short', json: {}, timeoutMs: LONGEST_REQUEST_MS };
    const { status, header } = await post(baseUrl, request);
    const told = Date.parse(header('date') ?? '');
    const ahead = Number.isNaN(told) ? {} : { clock_ahead_seconds: Math.round((told - clock()) / 1000) };
    return { reachable: status < 500, status, ...ahead };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { reachable: false, reason: error.message };
  }
}
