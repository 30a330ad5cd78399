import type { StackClient } from '../../stack/deployed-stack.ts';
import type { StackSetting } from './stack-setting.ts';

/** What a person has to do while the run waits for it. */
export function publicKeyCommandOf({ name }: StackClient, { run, plan }: StackSetting): string {
  const id = plan.clients.find((client) => client.name === name)?.clientId ?? '';
  return [
    `Click2Mail does not know the key yet. In another terminal: npm run tokens -- public-key ${name} --stack ${run.name} --region ${run.region}`,
    `Have it registered for ${id}. The run goes on by itself, and waits for an hour.`,
  ].join('\n');
}
