import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasAwsCli, runAwsCli } from '../../support/programs/aws-cli.ts';
import type { StartedStack } from '../stack/started-stack.ts';
import { functionArn, startOperatorsStack } from './operators-stack.ts';

let started: StartedStack;
beforeAll(async () => {
  started = await startOperatorsStack();
  await started.sandbox.lambda.invoke('work', Buffer.from('{}'));
});
afterAll(() => started.stop());

const URL_OF_SHOP = [`${functionArn}:shop`, 'AWS_IAM'];

/** What is typed, what of the answer is looked at, and what that is. */
const COMMANDS: readonly [string, string, unknown][] = [
  ['cloudformation get-template --stack-name Tiny', 'TemplateBody.Resources.Rule.Type', 'AWS::Events::Rule'],
  ['events list-targets-by-rule --rule tick', 'Targets[].[Id,Arn]', [['Work', functionArn]]],
  ['events disable-rule --name rest', '', undefined],
  ['lambda get-alias --function-name work --name shop', 'AliasArn', `${functionArn}:shop`],
  ['lambda get-function-url-config --function-name work --qualifier shop', '[FunctionArn,AuthType]', URL_OF_SHOP],
  [
    'lambda list-function-url-configs --function-name work',
    'FunctionUrlConfigs[].[FunctionArn,AuthType]',
    [URL_OF_SHOP],
  ],
  ['lambda get-function-concurrency --function-name work', 'ReservedConcurrentExecutions', 7],
  ['lambda get-account-settings', 'AccountLimit.UnreservedConcurrentExecutions', 93],
  ['logs describe-log-streams --log-group-name /app/work', 'length(logStreams)', 1],
  ['iam get-role --role-name worker', 'Role.AssumeRolePolicyDocument.Statement[0].Action', 'sts:AssumeRole'],
];

const withCli = hasAwsCli() ? describe : describe.skip;
withCli('the AWS CLI understands the answer to', () => {
  test.each(COMMANDS)('aws %s', async (command, query, answer) => {
    const words = [...command.split(' '), ...(query === '' ? [] : ['--query', query]), '--output', 'json'];
    const { status, output } = await runAwsCli(started.sandbox.awsEndpoint, words);
    const written: unknown = output === '' ? undefined : JSON.parse(output);
    expect({ status, written }).toEqual({ status: 0, written: answer });
  });

  test('aws logs tail, which follows a log', async () => {
    const words = ['logs', 'tail', '/app/work', '--since', '1d'];
    const { status, output } = await runAwsCli(started.sandbox.awsEndpoint, words);
    expect(status).toBe(0);
    expect(output).toContain('START RequestId: ');
  });
});
