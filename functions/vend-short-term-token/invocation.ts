import * as v from 'valibot';
import { InvalidVendRequest, UnknownProfile } from '../core/errors.ts';

/** Who asks, and for what: the same for a direct invocation and for a function URL. */
export interface VendInvocation {
  /** Name of the alias: the consumer's profile. */
  readonly alias: string;
  /** The request's JSON, read. */
  readonly payload: unknown;
  /** Whether the answer is an HTTP response. */
  readonly isHttp: boolean;
  /** ARN of the caller, where a function URL tells it. */
  readonly caller: string | undefined;
}

/** Of a function URL's event, what is read here. */
const URL_EVENT = v.object({
  version: v.literal('2.0'),
  requestContext: v.object({
    http: v.object({ method: v.string() }),
    authorizer: v.nullish(v.object({ iam: v.nullish(v.object({ userArn: v.nullish(v.string()) })) })),
  }),
  body: v.optional(v.string()),
  isBase64Encoded: v.optional(v.boolean()),
});
type UrlEvent = v.InferOutput<typeof URL_EVENT>;

/**
 * Reads an invocation. The alias comes from the ARN that was invoked, which the caller's IAM permission names: nothing
 * in the request can choose another profile.
 * @param invokedArn `context.invokedFunctionArn` (belief: alias-in-context)
 * @throws UnknownProfile when the function itself was invoked, or a version of it
 * @throws InvalidVendRequest when a function URL's request is not a POST of JSON
 */
export function readInvocation(event: unknown, invokedArn: string): VendInvocation {
  const alias = aliasOf(invokedArn);
  if (alias === undefined) {
    throw new UnknownProfile('Invoke an alias of this function: its name says which consumer asks.');
  }
  if (!isUrlEvent(event)) return { alias, payload: event, isHttp: false, caller: undefined };
  // belief: function-url-caller
  const caller = event.requestContext.authorizer?.iam?.userArn ?? undefined;
  return { alias, payload: bodyOf(event), isHttp: true, caller };
}

/** The alias in the ARN that was invoked; undefined when it names none. */
function aliasOf(invokedArn: string): string | undefined {
  const alias = invokedArn.split(':')[7];
  return alias === undefined || alias === '$LATEST' || /^\d+$/.test(alias) ? undefined : alias;
}

/** Whether the event came by a function URL. */
export function isUrlEvent(event: unknown): event is UrlEvent {
  return v.is(URL_EVENT, event);
}

function bodyOf({ requestContext, body = '', isBase64Encoded = false }: UrlEvent): unknown {
  if (requestContext.http.method !== 'POST') throw new InvalidVendRequest('Ask with POST.');
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidVendRequest('The body is to be JSON.');
  }
}
