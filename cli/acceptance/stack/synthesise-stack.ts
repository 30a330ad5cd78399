import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CostedTemplate } from '../../../infra/checks/monthly-cost.ts';
import { ROOT, runChild } from './child-program.ts';

/**
 * Synthesises this project's own app with these settings into a folder. The app is told its settings directly: on the
 * CDK's command line, settings can be texts alone.
 * @returns the templates
 */
export async function synthesiseStack(
  settings: object,
  folder: string,
  signal: AbortSignal,
): Promise<CostedTemplate[]> {
  const { context } = JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  const environment = {
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, click2mail: settings }),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // It looks at settings that people wrote, and these are ours.
    CDK_VALIDATION: 'false',
  };
  await runChild('infra/app.ts', [], environment, signal);
  const templates = globSync('*.template.json', { cwd: folder });
  return Promise.all(
    templates.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as CostedTemplate),
  );
}
