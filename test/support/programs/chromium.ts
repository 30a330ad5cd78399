import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PATIENCE_MS = 600_000;

/** Debian's package: what CI installs. */
const CHROMIUM = '/usr/bin/chromium';

/** Whether it is there; says so once where it is not. */
export function hasChromium(): boolean {
  const isThere = existsSync(CHROMIUM);
  if (!isThere) process.stderr.write('Chromium is not installed: the tests of the console’s page are skipped.\n');
  return isThere;
}

/** Starts it without a window. Its sandbox wants a user of its own, which a build machine has not. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'], timeout: PATIENCE_MS });
}

/** Opens a page that waits as long as a busy machine takes. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  return context.newPage();
}
