import { parseJson } from './json-text.ts';
import { isTokenId } from './token-id.ts';
import { parseTokenSecret, type TokenSecret } from './token-secret.ts';

/**
 * Whether a version's value holds the token, in whatever form: people paste values, with a byte-order mark before the
 * JSON, with other fields, or the bare token.
 */
export function holdsToken(value: string, { access_token, token_id }: TokenSecret): boolean {
  const ours = parseTokenSecret(value);
  if (ours !== undefined) return ours.access_token === access_token || ours.token_id === token_id;
  return textsIn(value).some((text) => text.includes(access_token) || hasWord(text, token_id));
}

/**
 * The token that a value which is not ours says it holds, by the field that the API and the secret have.
 * @returns its id, where it has one that can be told
 */
export function claimedToken(value: string): { readonly tokenId: string | undefined } | undefined {
  const parsed = parseJson(value);
  if (typeof parsed !== 'object' || parsed === null || !('access_token' in parsed)) return undefined;
  if (typeof parsed.access_token !== 'string' || parsed.access_token === '') return undefined;
  const id = 'token_id' in parsed ? parsed.token_id : undefined;
  return { tokenId: isTokenId(id) ? id : undefined };
}

/** The value as it is written and, where it is JSON, every text in it. */
function textsIn(value: string): string[] {
  const texts = [value];
  parseJson(value, (key, part) => {
    texts.push(key);
    if (typeof part === 'string') texts.push(part);
    return part;
  });
  return texts;
}

function hasWord(text: string, word: string): boolean {
  const escaped = word.replaceAll(/[^\w]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<!\w)${escaped}(?!\w)`).test(text);
}
