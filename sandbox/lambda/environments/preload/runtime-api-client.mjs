// The Runtime API over plain HTTP, with the interface of the runtime interface client's native addon.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { Agent, request } from 'node:http';

const [hostname, port] = String(process.env['AWS_LAMBDA_RUNTIME_API']).split(':');
const agent = new Agent({ keepAlive: true });

// Taken now, because a handler may replace them to capture its own output.
const writeOutput = process.stdout.write.bind(process.stdout);
const writeErrors = process.stderr.write.bind(process.stderr);

/** The answer that is still on its way: the next invocation is asked for only after it. */
let posting = Promise.resolve();

/** The addon's constructor is called by name; there is nothing to set up. */
export function initializeClient() {}

/** Waits for the next invocation. */
export async function next() {
  await posting;
  const { headers, body } = await send('GET', '/invocation/next');
  return { bodyJson: body, headers };
}

/**
 * @param {string} requestId
 * @param {string} result the handler's result as JSON
 */
export function done(requestId, result) {
  answer(requestId, 'response', result);
}

/**
 * @param {string} requestId
 * @param {string} failure `{ errorType, errorMessage, trace }` as JSON
 */
export function error(requestId, failure) {
  answer(requestId, 'error', failure);
}

/**
 * @param {string} requestId
 * @param {'response' | 'error'} kind
 * @param {string} body
 */
function answer(requestId, kind, body) {
  // Everything that was written during the invocation comes before this mark.
  writeOutput(`\0${requestId}\n`);
  writeErrors(`\0${requestId}\n`);
  posting = send('POST', `/invocation/${requestId}/${kind}`, body).then(() => undefined);
  // next() reports a failure; until it asks, the failure must not count as unhandled.
  posting.catch(() => undefined);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 * @returns {Promise<{ headers: import('node:http').IncomingHttpHeaders, body: string }>}
 */
function send(method, path, body) {
  const headers = {
    'content-type': 'application/json',
    'sandbox-max-memory-kb': String(process.resourceUsage().maxRSS),
  };
  return new Promise((resolve, reject) => {
    request({ hostname, port, method, path: `/2018-06-01/runtime${path}`, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ headers: response.headers, body: text }));
      response.on('error', reject);
    })
      .on('error', reject)
      .end(body);
  });
}
