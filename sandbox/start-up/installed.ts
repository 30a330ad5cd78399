/**
 * Whether this is an installed package, which is compiled. In a checkout Node runs the sources, and there is an app to
 * synthesise.
 */
export const IS_INSTALLED = !import.meta.url.endsWith('.ts');
