import { SWEEP, VENDOR } from '../../../infra/function-names.ts';
import type { DeployedStack, StackClient } from '../../stack/deployed-stack.ts';
import type { StackFunction } from '../../stack/stack-resources.ts';
import { functionOf } from '../../stack/deployed-stack.ts';
import type { Session } from '../../stack/session.ts';
import { NotAsked } from '../probe.ts';
import type { Run } from '../run.ts';
import type { PlannedClient, StackPlan } from './stack-plan.ts';

/** The throw-away stack that stands, and what its probes ask it with. */
export interface StackSetting {
  readonly run: Run;
  readonly plan: StackPlan;
  readonly session: Session;
  readonly stack: DeployedStack;
  /** What a probe leaves for those after it. */
  readonly notes: Notes;
}

interface Notes {
  /** The long-term token that the second rotation superseded. It is never told. */
  supersededToken?: string;
  supersededVersion?: string;
}

/** @throws NotAsked when what its grant takes was not given */
export function clientOf(
  { stack, plan }: StackSetting,
  name: PlannedClient['name'],
): { readonly planned: PlannedClient; readonly client: StackClient } {
  const planned = plan.clients.find((one) => one.name === name);
  if (planned === undefined) throw new NotAsked(`It needs ${NEEDED[name]}.`);
  const client = stack.clients.find((one) => one.name === name);
  if (client === undefined) throw new Error(`The stack has no client ${name}.`);
  return { planned, client };
}

const NEEDED = { assertion: '--client-id', clientsecret: '--client-secret-file', shortterm: '--otp-file' } as const;

export function sweepOf({ stack }: StackSetting): StackFunction {
  return functionOf(stack, SWEEP);
}

export function vendorOf({ stack }: StackSetting): StackFunction {
  return functionOf(stack, VENDOR);
}
