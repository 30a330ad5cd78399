/** What the SDK's own module keeps here is never read. */
export const filePromises = {};
export const fileIntercept = {};

/** No file of the SDK's settings is there: a function has no `~/.aws`. */
export function readFile(): Promise<never> {
  return Promise.reject(Object.assign(new Error('A function has no configuration files.'), { code: 'ENOENT' }));
}
