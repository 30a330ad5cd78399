import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type AwsCredentials, clientSettings } from '../../stack/aws-clients.ts';
import { FunctionProblem, invokeFunction } from '../../stack/invoke-function.ts';
import { Disproved, type Probe } from '../probe.ts';
import { refusedWith } from '../refused-with.ts';
import { borrowedRole, ROLE_WORKS_WITHIN_SECONDS } from './borrowed-role.ts';
import { functionUrl, postSigned } from './function-url.ts';
import { CONSUMER, OTHER_CONSUMER } from './stack-plan.ts';
import { type StackSetting, vendorOf } from './stack-setting.ts';

/** What of the vendor's answer is looked at; the token itself is for nobody's eyes. */
interface Vended {
  readonly access_token?: string;
  readonly scopes?: readonly string[];
  readonly expires_in?: number;
}

const DENIED = { names: ['AccessDeniedException'], message: /lambda:InvokeFunction/ };

/** Who is vended short-term tokens, and who is not. */
export const VEND_PROBES: readonly Probe<StackSetting>[] = [
  {
    name: 'vend-by-alias',
    question: 'Does the vendor learn from the alias which consumer asks, and vend its token?',
    beliefs: ['alias-in-context', 'api-exchange'],
    run: async (setting) => told(await invokeFunction(setting.session, vendorOf(setting).name, {}, CONSUMER)),
  },
  {
    name: 'vend-by-url',
    question: 'Does the consumer’s function URL vend a token to a signed request, and none to an unsigned one?',
    beliefs: ['function-url', 'alias-in-context'],
    async run({ run, stack }) {
      const url = await functionUrl(run, stack.name);
      const answer = await postSigned(run, url, {});
      if (!answer.ok) throw new Disproved(`status ${answer.status}: ${await answer.text()}`);
      const unsigned = await fetch(url, { method: 'POST', headers: JSON_CONTENT, body: '{}' });
      if (unsigned.status !== 403) throw new Disproved(`unsigned: status ${unsigned.status}`);
      return `${told((await answer.json()) as Vended)}; unsigned: status 403`;
    },
  },
  {
    name: 'vend-without-alias',
    question: 'Does the vendor refuse whoever comes without an alias?',
    beliefs: ['alias-in-context'],
    async run(setting) {
      try {
        await invokeFunction(setting.session, vendorOf(setting).name, {});
      } catch (error) {
        if (error instanceof FunctionProblem && error.errorType === 'UnknownProfile') return error.errorType;
        throw error;
      }
      throw new Disproved('a token was vended');
    },
  },
  {
    name: 'vend-without-rights',
    question: 'Is a role denied that nothing allows to invoke the alias?',
    beliefs: ['alias-policy'],
    async run(setting) {
      const { clients } = setting.stack;
      const inSandbox = clients[0]?.rotation;
      const role = { name: 'without-rights', policies: {}, ...(inSandbox && { inSandbox }) };
      const credentials = await borrowedRole(setting.run, role);
      return refusedWith(invokedAs(setting, credentials, CONSUMER), DENIED);
    },
  },
  {
    name: 'vend-by-the-other-alias',
    question: 'Does a policy for one alias let its holder in by that alias, and by no other?',
    beliefs: ['alias-policy', 'function-url'],
    async run(setting) {
      const Resource = setting.stack.aliasArns.find((arn) => arn.endsWith(`:${CONSUMER}`));
      const allowed = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource };
      const policies = { invoke: { Version: '2012-10-17', Statement: [allowed] } };
      const credentials = await borrowedRole(setting.run, { name: 'consumer', policies });
      const patience = { within: ROLE_WORKS_WITHIN_SECONDS, every: 5 };
      await setting.run.waiting.until('its own alias lets it in', patience, async () => {
        try {
          return await invokedAs(setting, credentials, CONSUMER);
        } catch (error) {
          if (error instanceof Error && error.name === 'AccessDeniedException') return undefined;
          throw error;
        }
      });
      const byOther = await refusedWith(invokedAs(setting, credentials, OTHER_CONSUMER), DENIED);
      // It has lambda:InvokeFunction, and not lambda:InvokeFunctionUrl.
      const byUrl = await postSigned(setting.run, await functionUrl(setting.run, setting.stack.name), {}, credentials);
      if (byUrl.status !== 403) throw new Disproved(`by the function URL: status ${byUrl.status}`);
      return `${byOther}\nby the function URL: status 403`;
    },
  },
];

const JSON_CONTENT = { 'content-type': 'application/json' };

function told({ access_token, scopes = [], expires_in = 0 }: Vended): string {
  if (access_token === undefined) throw new Disproved('the answer has no token');
  return `a token for ${scopes.join(' ')}, for ${expires_in} seconds`;
}

async function invokedAs(setting: StackSetting, credentials: AwsCredentials, Qualifier: string): Promise<true> {
  const { region, endpoint } = setting.run;
  const lambda = new LambdaClient(clientSettings({ region, endpoint, credentials }));
  try {
    await lambda.send(new InvokeCommand({ FunctionName: vendorOf(setting).name, Qualifier, Payload: '{}' }));
    return true;
  } finally {
    lambda.destroy();
  }
}
