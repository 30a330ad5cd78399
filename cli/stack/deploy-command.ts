import { isSandbox } from './aws-clients.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { DEPLOY } from '../terminal/typed-as.ts';

/** How a deployment is typed where a session works. */
export interface DeployCommands {
  /** After the settings were changed. */
  readonly deploy: (stack: Pick<DeployedStack, 'name' | 'stage'>) => string;
  /** Puts everything back to what the template says, whoever changed it. */
  readonly redeploy: (stack: Pick<DeployedStack, 'name' | 'stage'>) => string;
  /** How Click2Mail comes to know a public key: the sandbox's by an order, the real one by a person, and so by no command. */
  readonly registerKey: (clientId: string, publicKey: string) => readonly string[];
}

interface DeployPlace {
  readonly endpoint: string | undefined;
  /** What `--region` said: the environment's is there for whatever is typed next. */
  readonly saidRegion: string | undefined;
  /** The sandbox's, where it is one that tells. */
  readonly consoleUrl: string | undefined;
}

/** The commands for a place. The sandbox has no account to deploy to: it is told where the assembly is. */
export function deployCommands({ endpoint, saidRegion, consoleUrl }: DeployPlace): DeployCommands {
  if (endpoint !== undefined && isSandbox(endpoint)) {
    /** @param body as a word of the shell */
    const order = (path: string, body: string) =>
      `curl -sf ${consoleUrl ?? '$CLICK2MAIL_CONSOLE'}${path} -H 'content-type: application/json' -d ${body}`;
    const synthAndOrder = (stack: Pick<DeployedStack, 'stage'>, more = '') =>
      `npm run synth${optionsOf(stack, ' --')} && ${order('/api/deploy', `'{"assembly":"'"$PWD"'/cdk.out"${more}}'`)}`;
    return {
      deploy: (stack) => synthAndOrder(stack),
      redeploy: (stack) => synthAndOrder(stack, ',"revertDrift":true'),
      registerKey: (clientId, publicKey) => [order('/api/keys', `'${JSON.stringify({ clientId, publicKey })}'`)],
    };
  }
  const region = saidRegion === undefined ? '' : `AWS_REGION=${saidRegion} `;
  return {
    deploy: (stack) => `${region}${DEPLOY} ${stack.name}${optionsOf(stack)}`,
    redeploy: (stack) => `${region}${DEPLOY} ${stack.name} --revert-drift${optionsOf(stack)}`,
    registerKey: () => [],
  };
}

/** Without its stage, a stack would be deployed with other settings. */
function optionsOf({ stage }: Pick<DeployedStack, 'stage'>, before = ''): string {
  if (stage === undefined) return '';
  return `${before} -c ${/^[\w.-]+$/.test(stage) ? `stage=${stage}` : `'stage=${stage.replaceAll("'", `'"'"'`)}'`}`;
}
