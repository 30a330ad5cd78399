import * as v from 'valibot';
import { InvalidVendRequest, UnknownProfile } from '../core/errors.ts';
import { parseJson } from '../core/json-text.ts';
import type { ConsumerSettings } from '../lambda/settings.ts';

/** What is asked for: the same for a direct invocation and for a function URL. */
export interface VendInvocation {
  /** The request's JSON, read. */
  readonly payload: unknown;
  /** Whether the answer is an HTTP response. */
  readonly isHttp: boolean;
  /**
   * ARN of the caller, as a function URL's event has it. Whoever may invoke the alias directly can write anything there:
   * who called is in CloudTrail.
   */
  readonly claimedCaller: string | undefined;
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
 * The alias that was invoked: the ARN says it, which the caller's IAM permission names, and nothing in the request can
 * choose another profile.
 * @param invokedArn `context.invokedFunctionArn` (belief: alias-in-context)
 * @throws UnknownProfile when the function itself was invoked, or a version of it
 */
export function readAlias(invokedArn: string): string {
  const alias = invokedArn.split(':')[7];
  if (alias !== undefined && alias !== '$LATEST' && !/^\d+$/.test(alias)) return alias;
  throw new UnknownProfile('Invoke an alias of this function: its name says which consumer asks.');
}

/** The longest name of a session that an ARN has is 64 characters, behind that of a role, path and all. */
const LONGEST_CALLER = 700;

/**
 * Reads what a consumer asks for. Only of one that has a function URL an event of a URL's form is read as such.
 * @throws InvalidVendRequest when a function URL's request is not a POST of JSON
 */
export function readInvocation(event: unknown, { functionUrl = false }: ConsumerSettings): VendInvocation {
  if (!functionUrl || !isUrlEvent(event)) return { payload: event, isHttp: false, claimedCaller: undefined };
  // belief: function-url-caller
  const caller = event.requestContext.authorizer?.iam?.userArn ?? undefined;
  return { payload: bodyOf(event), isHttp: true, claimedCaller: caller?.slice(0, LONGEST_CALLER) };
}

/** Whether the event came by a function URL. */
export function isUrlEvent(event: unknown): event is UrlEvent {
  return v.is(URL_EVENT, event);
}

function bodyOf({ requestContext, body = '', isBase64Encoded = false }: UrlEvent): unknown {
  if (requestContext.http.method !== 'POST') throw new InvalidVendRequest('Ask with POST.');
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (text.trim() === '') return undefined;
  const parsed = parseJson(text);
  if (parsed === undefined) throw new InvalidVendRequest('The body is to be JSON.');
  return parsed;
}
