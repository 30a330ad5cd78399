import { CommandProblem, EXIT } from './exit-codes.ts';
import { START_SANDBOX } from './typed-as.ts';

/** What Node says when there is no way to somebody; the SDK wraps it, and then only the message has it. */
const NETWORK =
  /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPROTO|EADDRNOTAVAIL|CERT_\w+|\w+_CERT\w*)\b/;

const NOT_SIGNED_IN =
  /^(CredentialsProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|UnrecognizedClientException|TokenProviderError)$/;

type AnyError = Error & {
  readonly code?: string;
  /** The SDK's, of an answer that came. */
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
};

/** Where a program was at work. */
interface Place {
  /** Where AWS was asked, when that was said. */
  readonly endpoint: string | undefined;
  /** The command that shows how the clients are there. */
  readonly look: string;
}

/** Explains whatever a command failed with; no stack trace, and nothing of a request. */
export function explained(error: unknown, { endpoint, look }: Place): CommandProblem {
  if (error instanceof CommandProblem) return error;
  const { name, message, code = '', $metadata: { httpStatusCode: status, requestId } = {} } = error as AnyError;
  if (/^AccessDenied|^Forbidden|^UnauthorizedOperation/.test(name)) {
    return notPermitted(
      'ACCESS_DENIED',
      `AWS does not permit this: ${message}`,
      'Ask whoever administers the account; docs/cli.md lists what operators need.',
    );
  }
  if (NOT_SIGNED_IN.test(name)) {
    return notPermitted(
      'NOT_SIGNED_IN',
      `AWS does not know you: ${message}`,
      'Sign in, or choose a profile with AWS_PROFILE.',
    );
  }
  const where = endpoint === undefined ? 'AWS' : `AWS at ${endpoint}`;
  const [noWay] = NETWORK.exec(`${code} ${message}`) ?? [];
  if (noWay !== undefined)
    return notPermitted('UNREACHABLE', `${where} cannot be reached (${noWay}).`, cureOf(endpoint));
  if (name === 'TimeoutError') {
    return notPermitted('TIMEOUT', `${where} did not answer in time.`, `Before you try again, look: ${look}`);
  }
  // Every service of AWS gives its answers an id.
  if (status !== undefined && requestId === undefined) return notAws(endpoint);
  return new CommandProblem(`${name}: ${message}`, EXIT.needsPerson, {
    code: codeOf(name),
    cure: `How the clients are says: ${look}`,
  });
}

function notPermitted(code: string, what: string, cure: string): CommandProblem {
  return new CommandProblem(what, EXIT.notPermitted, { code, cure });
}

/** Something else than AWS and the sandbox answers at an endpoint. */
export function notAws(endpoint: string | undefined): CommandProblem {
  const where = endpoint === undefined ? 'there' : `at ${endpoint}`;
  return notPermitted('NOT_AWS', `What answers ${where} is not AWS.`, cureOf(endpoint));
}

function cureOf(endpoint: string | undefined): string {
  if (endpoint === undefined) return 'Check the network and the region.';
  return `Correct the endpoint, or start the sandbox with ${START_SANDBOX}.`;
}

/** The stable code of an error by its name: `ScopeNotAllowed` is SCOPE_NOT_ALLOWED. */
export function codeOf(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/\W+/g, '_')
    .toUpperCase();
}
