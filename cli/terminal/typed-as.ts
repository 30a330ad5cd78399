/** In a checkout Node runs the sources; an installed package is compiled. */
export const IS_INSTALLED = !import.meta.url.endsWith('.ts');

/** How people type this program. */
export const PROGRAM = IS_INSTALLED ? 'npx click2mail-tokens' : 'npm run tokens --';

/** How they deploy, and start the sandbox. */
export const DEPLOY = IS_INSTALLED ? 'npx cdk deploy' : 'npm run deploy --';
export const START_SANDBOX = IS_INSTALLED ? 'npx click2mail-sandbox' : 'npm start';
