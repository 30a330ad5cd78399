import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../aws/aws-service.ts';

/**
 * A template of an app that says where it is deployed names that account and region all over. Here both are the sandbox's
 * own. The app's region and the sandbox's change places, so that what is meant for a second region stays in a second one.
 * @param template its text
 * @param environment as the assembly has it: `aws://111122223333/eu-west-1`, or `aws://unknown-account/unknown-region`
 */
export function movedHere(template: string, environment: string): string {
  const [, account = '', region = ''] = /^aws:\/\/([^/]*)\/(.*)$/.exec(environment) ?? [];
  const moves = new Map<string, string>();
  if (/^\d{12}$/.test(account)) moves.set(account, SANDBOX_ACCOUNT);
  if (/\d$/.test(region)) moves.set(SANDBOX_REGION, region).set(region, SANDBOX_REGION);
  if (moves.size === 0) return template;
  return template.replaceAll(new RegExp([...moves.keys()].join('|'), 'g'), (found) => moves.get(found) ?? found);
}
