import * as v from 'valibot';

/** The API's base URL; a slash at its end is dropped, because the paths of its operations begin with one. */
export const apiBaseUrl = v.pipe(
  v.string('must be an https URL'),
  v.check(isPlainHttpsUrl, 'must be an https URL without user, password, query or fragment'),
  v.transform((url) => url.replace(/\/+$/, '')),
);

function isPlainHttpsUrl(text: string): boolean {
  if (!URL.canParse(text) || /[?#\s]/.test(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}
