import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { VENDOR } from '../function-names.ts';
import { functionSettings, vendorSettings } from '../function-settings.ts';
import { PrebuiltFunctions } from '../prebuilt-functions.ts';
import { isOneRotation, rotationFolder } from '../rotation-name.ts';
import { TokenRotation } from '../token-rotation.ts';
import type { Click2MailTokenRotationProps } from './props.ts';
import { settingsOfProps } from './written-props.ts';

/** Long-term tokens of Click2Mail API clients, in secrets that rotate themselves, and short-term tokens for consumers. */
export class Click2MailTokenRotation extends Construct {
  /** @internal */
  readonly parts: TokenRotation;

  /** @throws InvalidSettings when the options cannot be used */
  constructor(scope: Construct, id: string, props: Click2MailTokenRotationProps) {
    super(scope, id);
    isOneRotation(this);
    const settings = settingsOfProps(this, props);
    const { stackNumber = 1, functions } = props;
    const code = functions ?? new PrebuiltFunctions(join(outputFolder(this), 'click2mail'));
    // A consumer is the vendor's business alone: one more leaves every other function as it is.
    const settingsFor = (name: string) => (name === VENDOR ? vendorSettings : functionSettings)(settings, stackNumber);
    this.parts = new TokenRotation(this, {
      settings,
      stackNumber,
      codeOf: (name) => code.codeOf(name, rotationFolder(this), settingsFor(name)),
    });
  }
}

/** So that two syntheses at once do not write over each other. */
function outputFolder(scope: Construct): string {
  const stage = Stage.of(scope);
  if (stage === undefined) throw new TypeError('A rotation must be in a stack, and the stack in an app.');
  return stage.outdir;
}
