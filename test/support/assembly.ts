import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where a run of the tests leaves what it makes, emptied when it begins. Two runs at once want folders of their own. */
export const TEST_OUTPUT = join(ROOT, 'test-output', process.env['TEST_OUTPUT_SUFFIX'] ?? 'run');

/** The assembly that the handler tests stand up. */
export const TEST_ASSEMBLY = join(TEST_OUTPUT, 'assembly');

/** Synthesises the app with these settings (and context), without the CDK's command line and its time. */
export function synthesiseWith(settings: object, folder: string, context: object = {}): void {
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, click2mail: settings }),
      CDK_VALIDATION: 'false',
    },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The app could not be synthesised:\n${stderr}`);
}
