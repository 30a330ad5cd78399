import type { Run } from '../run.ts';
import { runChild } from './child-program.ts';

/**
 * Deploys the throw-away stack as it was synthesised: on AWS by the CDK, in the sandbox by its console.
 * @throws Error with what the CDK or the sandbox says
 */
export async function deployStack(run: Run): Promise<void> {
  run.made.stacks.add(run.name);
  if (run.sandbox === undefined) await deployByCdk(run);
  else await run.sandbox.deploy(run.assembly);
}

/** An assembly instead of an app: nothing is synthesised a second time. */
async function deployByCdk({ assembly, region, endpoint, signal }: Run): Promise<void> {
  const words = ['deploy', '--all', '--app', assembly, '--require-approval', 'never', '--progress', 'events'];
  const environment = {
    AWS_REGION: region,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }),
  };
  await runChild('node_modules/aws-cdk/bin/cdk', words, environment, signal);
}
