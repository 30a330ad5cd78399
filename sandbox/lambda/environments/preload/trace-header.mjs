import { subscribe } from 'node:diagnostics_channel';

const TRACE_HEADER = 'x-amzn-trace-id';

/**
 * Adds the invocation's trace id to HTTP requests that lack it, so that the sandbox knows which invocation made a
 * call. The AWS SDK adds it by itself, as the X-Ray SDK does for other clients in the cloud.
 */
export function traceHttpRequests() {
  subscribe('http.client.request.created', (message) => {
    const { request } = /** @type {{ request: import('node:http').ClientRequest }} */ (message);
    const traceId = process.env['_X_AMZN_TRACE_ID'];
    if (traceId === undefined || request.headersSent || request.hasHeader(TRACE_HEADER)) return;
    if (request.getHeader('host') === process.env['AWS_LAMBDA_RUNTIME_API']) return;
    request.setHeader(TRACE_HEADER, traceId);
  });
  subscribe('undici:request:create', (message) => {
    const { request } = /** @type {{ request: UndiciRequest }} */ (message);
    const traceId = process.env['_X_AMZN_TRACE_ID'];
    if (traceId === undefined || namesOf(request.headers).includes(TRACE_HEADER)) return;
    request.addHeader(TRACE_HEADER, traceId);
  });
}

/**
 * What `fetch` announces before it sends a request; the headers are names and values in turn.
 * @typedef {{ headers: readonly unknown[], addHeader(name: string, value: string): void }} UndiciRequest
 */

/** @param {readonly unknown[]} headers */
function namesOf(headers) {
  return headers.filter((_, index) => index % 2 === 0).map((name) => String(name).toLowerCase());
}
