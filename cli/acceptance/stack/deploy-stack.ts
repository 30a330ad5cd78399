import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../run.ts';
import { ROOT, runChild } from './child-program.ts';
import type { StackPlan } from './stack-plan.ts';

/**
 * Synthesises this project's own app with the settings of the throw-away stack, and deploys it: on AWS by the CDK, in
 * the sandbox by its console.
 * @throws Error with what the CDK or the sandbox says
 */
export async function deployStack(run: Run, { settings }: StackPlan): Promise<void> {
  const assembly = await mkdtemp(join(tmpdir(), `${run.name}-`));
  try {
    await synthesise(settings, assembly, run.signal);
    run.made.stacks.add(run.name);
    if (run.sandbox === undefined) await deployByCdk(assembly, run);
    else await run.sandbox.deploy(assembly);
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
}

/** The app is told its settings directly: on the CDK's command line, settings can be texts alone. */
async function synthesise(settings: object, folder: string, signal: AbortSignal): Promise<void> {
  const { context } = JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  const environment = {
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, click2mail: settings }),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // It looks at settings that people wrote, and these are ours.
    CDK_VALIDATION: 'false',
  };
  await runChild('infra/app.ts', [], environment, signal);
}

/** An assembly instead of an app: nothing is synthesised a second time. */
async function deployByCdk(assembly: string, { region, endpoint, signal }: Run): Promise<void> {
  const words = ['deploy', '--all', '--app', assembly, '--require-approval', 'never', '--progress', 'events'];
  const environment = {
    AWS_REGION: region,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }),
  };
  await runChild('node_modules/aws-cdk/bin/cdk', words, environment, signal);
}
