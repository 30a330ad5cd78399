import * as v from 'valibot';

/** What both issuing operations answer with 201; unknown fields are ignored. */
const TokenAnswer = v.object({
  token_type: v.pipe(v.string(), v.regex(/^bearer$/i)),
  access_token: v.pipe(v.string(), v.nonEmpty()),
  expires_in: v.pipe(v.number(), v.integer(), v.minValue(1)),
  expires_at: v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text))),
  ),
  // A live token must not be lost over a field that is written as null instead of left out.
  scopes: v.nullish(v.array(v.string())),
  token_id: v.nullish(v.string()),
});

export type TokenAnswer = v.InferOutput<typeof TokenAnswer>;

/** The codes that the API is known to answer; whatever else it says is not repeated. */
const API_CODES = ['invalid_grant', 'invalid_token', 'insufficient_scope', 'not_found', 'rate_limited'] as const;

/** Reads the answer of an issuing operation; undefined when it is not as the API promises. */
export function parseTokenAnswer(body: string): TokenAnswer | undefined {
  const parsed = v.safeParse(TokenAnswer, parseJson(body));
  return parsed.success ? parsed.output : undefined;
}

/** The code of an AuthError, when it is one that is known (belief: api-error-form). */
export function parseErrorCode(body: string): string {
  const parsed = v.safeParse(v.object({ code: v.picklist(API_CODES) }), parseJson(body));
  return parsed.success ? parsed.output.code : 'unknown code';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
