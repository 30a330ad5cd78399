import { CfnOutput, Stack, Tags, type App } from 'aws-cdk-lib';
import { Click2MailTokenRotation } from './constructs/click2mail-token-rotation.ts';
import { propsOfSettings } from './constructs/props-of-settings.ts';
import type { FunctionCode } from './constructs/function-code.ts';
import type { Settings } from './settings/settings.ts';
import { stackOfClient } from './settings/stack-of-client.ts';
import { STACK_DESCRIPTION, STAGE_OUTPUT } from './stack-description.ts';
import { refuseFullStacks } from './stack-size.ts';
import type { TokenRotation } from './token-rotation.ts';

interface TokenRotationStackProps {
  /** Those of this stack's clients alone. */
  readonly settings: Settings;
  /** 1, or its place among several. */
  readonly stackNumber: number;
  readonly functions: FunctionCode;
}

/** A stack of this app: one rotation and nothing else. */
class TokenRotationStack extends Stack {
  readonly parts: TokenRotation;

  constructor(app: App, id: string, { settings, stackNumber, functions }: TokenRotationStackProps) {
    super(app, id, {
      description: STACK_DESCRIPTION,
      env: {
        ...(settings.account && { account: settings.account }),
        ...(settings.region && { region: settings.region }),
      },
    });
    // The id Default is left out of logical ids: a stack that was deployed before there was this construct keeps its own.
    const props = { ...propsOfSettings(this, settings), stackNumber, functions };
    this.parts = new Click2MailTokenRotation(this, 'Default', props).parts;
    const stage: unknown = this.node.tryGetContext('stage');
    if (typeof stage === 'string') {
      new CfnOutput(this, STAGE_OUTPUT, { value: stage, description: 'The stage that it was deployed with' });
    }
    for (const [key, value] of Object.entries(settings.tags)) Tags.of(this).add(key, value);
  }
}

/**
 * All stacks of the settings; one without clients is left out.
 * @throws InvalidSettings when a stack would hold more than CloudFormation lets it
 */
export function tokenRotationStacks(app: App, settings: Settings, functions: FunctionCode): TokenRotationStack[] {
  const numbers = Array.from({ length: settings.stacks }, (_, index) => index + 1);
  const stacks = numbers.flatMap((stackNumber) => {
    const clients = clientsOf(stackNumber, settings);
    const own = { ...settings, clients, consumers: consumersOf(clients, settings) };
    if (Object.keys(own.clients).length === 0) return [];
    return [new TokenRotationStack(app, nameOfStack(settings, stackNumber), { settings: own, stackNumber, functions })];
  });
  refuseFullStacks(stacks, settings);
  return stacks;
}

/** The first keeps the name, so that a second stack leaves the first where it is. */
function nameOfStack({ stackName }: Settings, stackNumber: number): string {
  return stackNumber === 1 ? stackName : `${stackName}-${stackNumber}`;
}

function clientsOf(stackNumber: number, settings: Settings): Settings['clients'] {
  return Object.fromEntries(
    Object.entries(settings.clients).filter(([name]) => stackOfClient(name, settings) === stackNumber),
  );
}

/** A consumer is where its client is. */
function consumersOf(clients: Settings['clients'], { consumers }: Settings): Settings['consumers'] {
  return Object.fromEntries(Object.entries(consumers).filter(([, { client }]) => Object.hasOwn(clients, client)));
}
