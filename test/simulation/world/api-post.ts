import type { HttpAnswer, HttpRequest, post } from '../../../functions/clients/bounded-request.ts';
import type { LoopbackResponse } from '../../../sandbox/loopback-server.ts';
import type { ApiFault } from './faults.ts';
import type { FunctionsUnderTest } from './functions-under-test.ts';
import type { Invocation } from './invocation.ts';
import type { OddApi } from './odd-api.ts';

export const BASE_URL = 'http://127.0.0.1:4010/v2';

const CODES: Readonly<Record<number, string>> = {
  400: 'invalid_grant',
  401: 'invalid_token',
  403: 'insufficient_scope',
  429: 'rate_limited',
  500: 'internal_error',
};

/** Sends an API's request to the sandbox's API in this process, and lets faults strike on the way. */
export function apiPost(
  api: OddApi,
  invocation: Invocation,
  client: string,
  { NoAnswer }: FunctionsUnderTest,
): typeof post {
  const unanswered = (): never => {
    throw new NoAnswer('ECONNRESET', true);
  };
  return (_baseUrl, request) =>
    invocation.call<HttpAnswer>(
      { service: 'click2mail', operation: operationOf(request.path), client },
      {
        isAskedAgain: operationOf(request.path) !== 'issue',
        act: async () => asAnswer(await sendTo(api, request)),
        refused: (status) => asAnswer(refusal(status)),
        unanswered,
        actOddly: async (fault) => asAnswer(await sendTo(api, request, fault)),
        garbled: (answer) => ({ ...answer, body: '{"token_type":"Bea' }),
      },
    );
}

/** Sends one request to the API, past the faults of a plan. */
export async function sendTo(
  api: OddApi,
  { path, headers, json }: Omit<HttpRequest, 'timeoutMs'>,
  fault?: ApiFault,
): Promise<LoopbackResponse> {
  const request = {
    method: 'POST',
    path: `/v2${path}`,
    query: '',
    headers: { ...headers, host: '127.0.0.1:4010' },
    rawHeaders: [],
    body: Buffer.from(json === undefined ? '' : JSON.stringify(json)),
  };
  const answer = await (fault === undefined ? api.handle(request) : api.handleOddly(request, fault));
  if (answer === undefined) throw new TypeError('The sandbox kept an answer back, which nobody asked it to.');
  return answer;
}

function operationOf(path: string): string {
  if (path.endsWith('/long')) return 'issue';
  return path.endsWith('/short') ? 'exchange' : 'revoke';
}

/** A 404 comes from a gateway: the API's own would mean that the token is gone. */
function refusal(status: number): LoopbackResponse {
  const code = CODES[status];
  const body = code === undefined ? '<html>Not Found</html>' : JSON.stringify({ code, message: 'Refused.' });
  return { status, headers: status === 429 ? { 'retry-after': '60' } : {}, body };
}

function asAnswer({ status, headers = {}, body = '' }: LoopbackResponse): HttpAnswer {
  return { status, body: body.toString(), header: (name) => headers[name] };
}
