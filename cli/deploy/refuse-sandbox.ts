import { isSandbox } from '../stack/aws-clients.ts';
import { consoleOf } from '../stack/console-address.ts';
import { deployCommands } from '../stack/deploy-command.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';
import { stageIn } from './cdk-arguments.ts';

/** What says to the SDKs where AWS is, or one of its services: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
const ENDPOINT = /^AWS_ENDPOINT_URL(?:_\w+)?$/;

const ONLY_ASKED = new Set(['-h', '--help', '--version']);

/**
 * Keeps a deployment from AWS that was meant for the sandbox: not everything that the CDK asks goes by the endpoint.
 * @param words what was typed behind `npm run deploy --`
 * @throws CommandProblem where an endpoint is an address of this machine
 */
export async function refuseSandbox(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (words.some((word) => ONLY_ASKED.has(word))) return;
  const variables = Object.entries(environment).filter(([name]) => ENDPOINT.test(name));
  const [said] = variables.filter(([, value = '']) => URL.canParse(value) && isSandbox(value));
  if (said === undefined) return;
  const [name, endpoint = ''] = said;
  const { deploy } = deployCommands({ endpoint, saidRegion: undefined, consoleUrl: await consoleOf(endpoint) });
  throw new CommandProblem(
    [
      `${name} is ${endpoint}, the sandbox, and npm run deploy is for AWS. Nothing was deployed. For the sandbox:`,
      `    ${deploy({ name: '', stage: stageIn(words) })}`,
      'For AWS, first:',
      `    unset ${variables.map(([variable]) => variable).join(' ')} AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY`,
    ].join('\n'),
    EXIT.wrongUsage,
    { code: 'SANDBOX_ENDPOINT' },
  );
}
