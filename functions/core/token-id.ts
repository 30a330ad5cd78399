/**
 * What is taken for a token's id has to be able to stand in the path of a revocation and as a header's only value: what
 * cannot is no id, because nothing could be revoked by it.
 */
const TOKEN_ID = /^(?!\.+$)[\w.~:+=@-]{1,128}$/;

export function isTokenId(value: unknown): value is string {
  return typeof value === 'string' && TOKEN_ID.test(value);
}
