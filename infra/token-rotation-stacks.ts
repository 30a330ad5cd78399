import type { App } from 'aws-cdk-lib';
import type { FunctionBundles } from './function-bundles.ts';
import { VENDOR } from './function-names.ts';
import { functionSettings, vendorSettings } from './function-settings.ts';
import type { Settings } from './settings/settings.ts';
import { stackOfClient } from './settings/stack-of-client.ts';
import { refuseFullStacks } from './stack-size.ts';
import { TokenRotationStack } from './token-rotation-stack.ts';

/**
 * All stacks of the settings; one without clients is left out.
 * @throws InvalidSettings when a stack would hold more than CloudFormation lets it
 */
export function tokenRotationStacks(app: App, settings: Settings, bundles: FunctionBundles): TokenRotationStack[] {
  const numbers = Array.from({ length: settings.stacks }, (_, index) => index + 1);
  const stacks = numbers.flatMap((stackNumber) => {
    const clients = clientsOf(stackNumber, settings);
    const own = { ...settings, clients, consumers: consumersOf(clients, settings) };
    if (Object.keys(own.clients).length === 0) return [];
    const stackName = nameOfStack(settings, stackNumber);
    // A consumer is the vendor's business alone: one more leaves every other function as it is.
    const settingsFor = (name: string) => (name === VENDOR ? vendorSettings : functionSettings)(own, stackNumber);
    const codeOf = (name: string) => bundles.codeOf(name, stackName, settingsFor(name));
    return [new TokenRotationStack(app, stackName, { settings: own, stackNumber, codeOf })];
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
