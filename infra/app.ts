import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { monitoringCostText } from './checks/monitoring-cost.ts';
import { type CostedTemplate, monthlyCost, monthlyCostText, watchedIn } from './checks/monthly-cost.ts';
import { PolicyProblems, refusePolicyProblems } from './checks/policy-problems.ts';
import { sharedClientIdNote } from './checks/shared-client-ids.ts';
import { shortGraceNote } from './checks/short-grace.ts';
import { reservationNote } from './checks/vendor-concurrency.ts';
import { functionBundles } from './bundling/function-bundles.ts';
import { InvalidSettings, SETTINGS_KEY } from './settings/invalid-settings.ts';
import { readSettings } from './settings/settings.ts';
import { settingsOfStage } from './settings/stage.ts';
import { tokenRotationStacks } from './token-rotation-stacks.ts';

const app = new App();

try {
  const settings = readSettings(settingsOfStage(app.node.tryGetContext(SETTINGS_KEY), app.node.tryGetContext('stage')));
  // In the output folder, so that two syntheses at once do not write over each other.
  tokenRotationStacks(app, settings, functionBundles(join(app.outdir, 'bundles')));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app));
  const templates = app.synth().stacks.map(({ template }) => template as CostedTemplate);
  await refusePolicyProblems(templates);
  // Not to standard output, which may be wanted as it is.
  process.stderr.write(`${monthlyCostText(monthlyCost(settings, templates))}\n`);
  process.stderr.write(`${monitoringCostText(settings, watchedIn(settings, templates))}\n`);
  for (const note of [reservationNote(settings), shortGraceNote(settings), sharedClientIdNote(settings)]) {
    if (note !== undefined) process.stderr.write(`${note}\n`);
  }
} catch (error) {
  if (!(error instanceof InvalidSettings || error instanceof PolicyProblems)) throw error;
  // Whoever wrote the settings or a policy has to read this, and nobody needs the stack trace.
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
