import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TEST_SETTINGS } from './settings.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where a run of the tests leaves what it makes, emptied when it begins. Two runs at once want folders of their own. */
export const TEST_OUTPUT = join(ROOT, 'test-output', process.env['TEST_OUTPUT_SUFFIX'] ?? 'run');

/**
 * A folder with the app as it is synthesised with these settings (and context). Suites that want the same share it, also
 * when they run side by side: nobody changes what is in it.
 */
export function assemblyWith(settings: object, context: object = {}): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([settings, context]))
    .digest('hex');
  const folder = join(TEST_OUTPUT, 'assemblies', hash.slice(0, 16));
  if (existsSync(folder)) return folder;
  const own = `${folder}-${process.pid}`;
  synthesiseWith(settings, own, context);
  try {
    renameSync(own, folder);
  } catch (error) {
    // Another suite was quicker.
    if (!existsSync(folder)) throw error;
    rmSync(own, { recursive: true });
  }
  return folder;
}

/** The assembly that most handler tests stand up. It is made before the tests. */
export function testAssembly(): string {
  return assemblyWith(TEST_SETTINGS);
}

/** The same with these clients and their consumers alone, for a quick start: each client is a process of its own. */
export function assemblyOf(...names: readonly (keyof typeof TEST_SETTINGS.clients)[]): string {
  const clients = Object.entries(TEST_SETTINGS.clients).filter(([name]) => (names as string[]).includes(name));
  const consumers = Object.entries(TEST_SETTINGS.consumers).filter(([, { client }]) =>
    (names as string[]).includes(client),
  );
  return assemblyWith({ clients: Object.fromEntries(clients), consumers: Object.fromEntries(consumers) });
}

/** What `npm run synth` makes of the project's own cdk.json. */
export function exampleAssembly(): string {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: { click2mail: object } };
  return assemblyWith(context.click2mail, context);
}

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
