import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

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
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
}
