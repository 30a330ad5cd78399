// Makes dist/: what the package has for users, who synthesise without esbuild and run it with Node 20 or newer.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFunctions, bundleRuntimeInterfaceClient } from './bundles.ts';
import { writeNotices } from './notices.ts';
import { keepReachedDeclarations, keepReachedModules } from './reached-files.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DIST = join(ROOT, 'dist');

/** What package.json exports, and what is run by its path. */
const IMPORTED = ['infra/index', 'sandbox/index', 'consumer/index'];
const RUN = ['cli/tokens', 'sandbox/main', 'sandbox/fixture/synthesis-program'];

/** Never reached where there are bundles. */
const FOR_CHECKOUTS = ['infra/bundling/function-bundles.js'];

/** What is read or loaded as it is, and so is no input of the compiler. */
const AS_THEY_ARE = ['sandbox/console/page', 'sandbox/lambda/environments/preload'];

rmSync(DIST, { recursive: true, force: true });
const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
execFileSync(tsc, ['-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
keepReachedModules(DIST, [...IMPORTED, ...RUN]);
keepReachedDeclarations(DIST, IMPORTED);
for (const file of FOR_CHECKOUTS) rmSync(join(DIST, file));
for (const folder of AS_THEY_ARE) {
  cpSync(join(ROOT, folder), join(DIST, folder), {
    recursive: true,
    filter: (path) => !path.endsWith('tsconfig.json'),
  });
}
writeNotices(DIST, [...bundleFunctions(join(DIST, 'bundles')), bundleRuntimeInterfaceClient(DIST)]);
