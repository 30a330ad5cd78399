import { SANDBOX_REGION } from './aws/aws-service.ts';
import type { LoopbackRequest, LoopbackResponse } from './loopback-server.ts';

/** What a sandbox that stands tells of itself. */
export interface Published {
  /** Where each of its servers is, for programs: the operator's commands ask for it. */
  readonly addresses: { readonly aws: string; readonly api: string; readonly console: string };
  /** What the pages and examples need, by the names that they have there. */
  readonly environment: Readonly<Record<string, string>>;
}

interface Standing {
  readonly awsEndpoint: string;
  readonly apiBaseUrl: string;
  readonly consoleUrl: string;
  readonly stackNames: readonly string[];
  readonly consumers: readonly { readonly functionName: string }[];
}

/** What is told of a sandbox; of several stacks, the first and the first vendor. */
export function publishedOf({ awsEndpoint, apiBaseUrl, consoleUrl, stackNames, consumers }: Standing): Published {
  const [stack] = stackNames;
  const [consumer] = consumers;
  return {
    addresses: { aws: awsEndpoint, api: apiBaseUrl, console: consoleUrl },
    environment: {
      AWS_ENDPOINT_URL: awsEndpoint,
      AWS_REGION: SANDBOX_REGION,
      // The AWS CLI's first version and boto3 know only this name.
      AWS_DEFAULT_REGION: SANDBOX_REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      CLICK2MAIL_API: apiBaseUrl,
      CLICK2MAIL_CONSOLE: consoleUrl,
      ...(stack && { STACK: stack }),
      ...(consumer && { VENDOR: consumer.functionName }),
    },
  };
}

/** What else a shell may have set would be taken instead of the sandbox's administrator. */
const IN_THE_WAY = 'unset AWS_PROFILE AWS_SESSION_TOKEN';

/**
 * Answers `GET /sandbox` with the addresses in JSON, and `GET /sandbox/environment` with lines for a shell's `eval`,
 * at the AWS endpoint: it is the one address that every program has been told, in AWS_ENDPOINT_URL. AWS has nothing there.
 * @param published undefined as long as not all of it stands
 * @returns undefined for all other requests
 */
export function publishedAnswer(
  { method, path }: Pick<LoopbackRequest, 'method' | 'path'>,
  published: Published | undefined,
): LoopbackResponse | undefined {
  if (method !== 'GET' || !['/sandbox', '/sandbox/environment'].includes(path)) return undefined;
  if (published === undefined) return { status: 503, headers: PLAIN, body: 'The sandbox is starting.\n' };
  if (path === '/sandbox') {
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, body: JSON.stringify(published.addresses) };
  }
  return { status: 200, headers: PLAIN, body: `${shellLines(published)}\n` };
}

/** The environment as lines that a shell takes. */
export function shellLines({ environment }: Pick<Published, 'environment'>): string {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${value}`);
  return [IN_THE_WAY, ...lines].join('\n');
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };
