import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assumeRole, type RoleClients } from '../iam/role-clients.ts';
import { ACCOUNT, allow, roleArn, roleOf } from '../iam/template-roles.ts';
import type { StartedStack } from '../stack/started-stack.ts';
import { type OperatorClients, operatorClients, startOperatorsStack } from './operators-stack.ts';

const at = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;
const WORK = at('lambda', 'function:work');
const LOG = `${at('logs', 'log-group:/app/work')}:log-stream:`;
const OLD_LOG = `${at('logs', 'log-group:/app/old')}:log-stream:`;
const STACK = at('cloudformation', 'stack/Tiny/sandbox');

/** What is asked, the action that it needs, and the resource that the refusal names; none where AWS names none. */
const CALLS: readonly [string, (asked: OperatorClients) => Promise<unknown>, string | undefined][] = [
  [
    'cloudformation:DescribeStacks',
    ({ cloudformation }) => cloudformation.describeStacks({ StackName: 'Tiny' }),
    STACK,
  ],
  ['cloudformation:ListStacks', ({ cloudformation }) => cloudformation.listStacks({}), undefined],
  ['cloudformation:GetTemplate', ({ cloudformation }) => cloudformation.getTemplate({ StackName: 'Tiny' }), STACK],
  [
    'cloudformation:DescribeStackResources',
    ({ cloudformation }) => cloudformation.describeStackResources({ StackName: 'Tiny' }),
    STACK,
  ],
  [
    'cloudformation:ListStackResources',
    ({ cloudformation }) => cloudformation.listStackResources({ StackName: 'Tiny' }),
    STACK,
  ],
  ['events:ListRules', ({ events }) => events.listRules({}), undefined],
  ['events:DescribeRule', ({ events }) => events.describeRule({ Name: 'tick' }), at('events', 'rule/tick')],
  ['events:EnableRule', ({ events }) => events.enableRule({ Name: 'tick' }), at('events', 'rule/tick')],
  ['events:DisableRule', ({ events }) => events.disableRule({ Name: 'rest' }), at('events', 'rule/rest')],
  ['events:ListTargetsByRule', ({ events }) => events.listTargetsByRule({ Rule: 'tick' }), at('events', 'rule/tick')],
  ['iam:GetRole', ({ iam }) => iam.getRole({ RoleName: 'worker' }), `arn:aws:iam::${ACCOUNT}:role/team/worker`],
  ['lambda:GetAlias', ({ lambda }) => lambda.getAlias({ FunctionName: 'work', Name: 'shop' }), WORK],
  [
    'lambda:GetFunctionUrlConfig',
    ({ lambda }) => lambda.getFunctionUrlConfig({ FunctionName: 'work', Qualifier: 'shop' }),
    WORK,
  ],
  ['lambda:ListFunctionUrlConfigs', ({ lambda }) => lambda.listFunctionUrlConfigs({ FunctionName: 'work' }), WORK],
  ['lambda:GetFunctionConcurrency', ({ lambda }) => lambda.getFunctionConcurrency({ FunctionName: 'work' }), WORK],
  ['lambda:GetAccountSettings', ({ lambda }) => lambda.getAccountSettings({}), undefined],
  ['logs:DescribeLogGroups', ({ logs }) => logs.describeLogGroups({}), at('logs', 'log-group::log-stream:')],
  ['logs:DeleteLogGroup', ({ logs }) => logs.deleteLogGroup({ logGroupName: '/app/old' }), OLD_LOG],
  ['logs:DescribeLogStreams', ({ logs }) => logs.describeLogStreams({ logGroupName: '/app/work' }), LOG],
  [
    'logs:FilterLogEvents',
    ({ logs }) => logs.filterLogEvents({ logGroupIdentifier: at('logs', 'log-group:/app/work') }),
    LOG,
  ],
];

const statementFor = ([action, , resource]: (typeof CALLS)[number]) => allow(action, resource ?? '*');

let started: StartedStack;
const sessions: RoleClients[] = [];
const as = new Map<string, OperatorClients>();
beforeAll(async () => {
  started = await startOperatorsStack({
    Nobody: roleOf('nobody', []),
    Operator: roleOf('operator', CALLS.map(statementFor)),
  });
  for (const name of ['nobody', 'operator']) {
    const session = await assumeRole(started.sandbox, roleArn(name));
    const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = session.environment;
    sessions.push(session);
    as.set(
      name,
      operatorClients(started.sandbox, {
        accessKeyId: AWS_ACCESS_KEY_ID,
        secretAccessKey: AWS_SECRET_ACCESS_KEY,
        sessionToken: AWS_SESSION_TOKEN,
      }),
    );
  }
});
afterAll(async () => {
  for (const clients of [...sessions, ...as.values()]) clients.destroy();
  await started.stop();
});

const clientsOf = (name: string): OperatorClients => {
  const clients = as.get(name);
  if (clients === undefined) throw new Error(`Nobody is ${name}.`);
  return clients;
};

describe.each(CALLS)('%s', (action, call, resource) => {
  test('is refused to who may not, and the refusal names the resource', async () => {
    const on = resource === undefined ? '' : ` on resource: ${resource}`;
    await expect(call(clientsOf('nobody'))).rejects.toMatchObject({
      name: expect.stringMatching(/^AccessDenied(Exception)?$/),
      message: expect.stringContaining(`is not authorized to perform: ${action}${on} because no identity-based policy`),
    });
  });

  test('is done for who may on that resource', async () => {
    await expect(call(clientsOf('operator'))).resolves.toBeDefined();
  });
});
