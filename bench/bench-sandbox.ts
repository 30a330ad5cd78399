import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Bundle } from './bundles.ts';

const ROOT = join(import.meta.dirname, '..');

/**
 * Synthesises the app with these settings, without the CDK's command line and its time.
 * @returns the folder with what it wrote
 * @throws Error with what the app printed
 */
export function synthesised(settings: object, folder: string): string {
  const outdir = mkdtempSync(join(folder, 'assembly-'));
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ click2mail: settings }),
      CDK_VALIDATION: 'false',
    },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The app could not be synthesised:\n${stderr}`);
  return outdir;
}

/** Deploys a bundle into the sandbox beside a function, with that one's role. */
export function deployBeside(
  sandbox: Sandbox,
  neighbour: string,
  bundle: Bundle,
  { functionName, environment = {} }: { functionName: string; environment?: Record<string, string> },
): string {
  const { configuration } = sandbox.lambda.find(neighbour).deployed;
  const functionArn = configuration.functionArn.replace(configuration.functionName, functionName);
  const codeDirectory = dirname(bundle.file);
  sandbox.lambda.createFunction({ ...configuration, functionName, functionArn, codeDirectory, environment });
  return functionArn;
}
