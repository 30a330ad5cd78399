import * as v from 'valibot';
import { ApiError } from './api-error.ts';

/** A request's body: what its JSON says (undefined when nothing was sent), or that it is no JSON. */
export type RequestBody = { readonly json: unknown } | 'malformed';

const issueLongFields = v.strictObject({
  grant_type: v.picklist(['client_credentials', 'assertion']),
  client_id: v.string(),
  client_secret: v.optional(v.string()),
  otp_code: v.optional(v.string()),
  assertion_type: v.optional(v.string()),
  assertion: v.optional(v.string()),
  scopes: v.optional(v.array(v.string())),
  // More than 90 days is clamped by the operation; the API leaves that to the server.
  ttl_seconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(3600))),
});

const issueShortFields = v.strictObject({
  scopes: v.optional(v.array(v.string())),
  long_token: v.optional(v.string()),
});

export type IssueLongRequest = v.InferOutput<typeof issueLongFields>;
export type IssueShortRequest = v.InferOutput<typeof issueShortFields>;

export function parseBody(body: Buffer): RequestBody {
  if (body.length === 0) return { json: undefined };
  try {
    return { json: JSON.parse(body.toString()) };
  } catch {
    return 'malformed';
  }
}

/** The assertion in a body, whether or not the rest of it is any good. */
export function sentAssertion(body: RequestBody): string | undefined {
  const found = v.safeParse(v.object({ assertion: v.string() }), body === 'malformed' ? undefined : body.json);
  return found.success ? found.output.assertion : undefined;
}

/** @throws ApiError 400 */
export function issueLongRequest(body: RequestBody): IssueLongRequest {
  return fieldsOf(issueLongFields, objectIn(body));
}

/** @throws ApiError 400 */
export function issueShortRequest(body: RequestBody): IssueShortRequest {
  return fieldsOf(issueShortFields, objectIn(body));
}

/**
 * The JSON object that a body holds; an empty one when nothing was sent.
 * @throws ApiError 400
 */
export function objectIn(body: RequestBody): object {
  if (body === 'malformed') throw new ApiError(400, 'The request body is not JSON.');
  const { json = {} } = body;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ApiError(400, 'The request body is not a JSON object.');
  }
  return json;
}

function fieldsOf<Fields extends typeof issueLongFields | typeof issueShortFields>(
  fields: Fields,
  body: object,
): v.InferOutput<Fields> {
  const result = v.safeParse(fields, body, { abortEarly: true });
  if (result.success) return result.output;
  // Only names of known fields are repeated: a value, or a stray property's name, may be a secret.
  const field = String(result.issues[0].path?.[0].key);
  if (!Object.hasOwn(fields.entries, field))
    throw new ApiError(400, 'The request body has a property that is not allowed.');
  throw new ApiError(400, `${field} is missing or not valid.`, { details: { field } });
}
