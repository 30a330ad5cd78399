import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { functionBundle } from './function-bundle.ts';
import { functionSettings } from './function-settings.ts';
import { InvalidSettings, readSettings, SETTINGS_KEY } from './settings.ts';
import { TokenRotationStack } from './token-rotation-stack.ts';

const app = new App();

try {
  const settings = readSettings(app.node.tryGetContext(SETTINGS_KEY));
  new TokenRotationStack(app, settings.stackName, {
    settings,
    // In the output folder, so that two syntheses at once do not write over each other.
    bundle: (name) =>
      functionBundle({ name, settings: functionSettings(settings), buildDirectory: join(app.outdir, 'bundles') }),
  });
} catch (error) {
  if (!(error instanceof InvalidSettings)) throw error;
  // Whoever wrote the settings has to read this, and nobody needs the stack trace.
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
