import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasAwsCli, runAwsCli } from '../../support/programs/aws-cli.ts';
import { TestSandbox } from '../../support/test-sandbox.ts';
import { assumeRole, type RoleClients, refusalOf } from './role-clients.ts';

let running: TestSandbox;
let role: RoleClients;
let own: { readonly secretArn: string; readonly functionName: string };
let other: typeof own;

beforeAll(async () => {
  running = await TestSandbox.start();
  [own, other] = [running.client('acme'), running.client('hasty')];
  const rotation = running.sandbox.lambda.functions().find(({ functionName }) => functionName === own.functionName);
  role = await assumeRole(running.sandbox, rotation?.roleArn ?? '', own.functionName);
});
afterAll(async () => {
  role.destroy();
  await running.stop();
});

const withCli = hasAwsCli() ? describe : describe.skip;
withCli('the AWS CLI under a role that was got by sts assume-role', () => {
  test('sees the refusals that the function would see', async () => {
    const read = await refusalOf(role.secretsManager.getSecretValue({ SecretId: other.secretArn }));
    expect(await cli('secretsmanager', 'get-secret-value', '--secret-id', other.secretArn)).toContain(
      `(${read.name}) when calling the GetSecretValue operation: ${read.message}`,
    );
    const invoke = await refusalOf(role.lambda.invoke({ FunctionName: other.functionName }));
    expect(await cli('lambda', 'invoke', '--function-name', other.functionName, '/dev/null')).toContain(
      `(${invoke.name}) when calling the Invoke operation: ${invoke.message}`,
    );
    expect(await cli('kms', 'list-keys')).toContain(
      `User: ${role.sessionArn} is not authorized to perform: kms:ListKeys because`,
    );
  });

  test('does what the function may do', async () => {
    expect(await cli('secretsmanager', 'describe-secret', '--secret-id', own.secretArn)).toContain(own.secretArn);
  });
});

/** What the CLI writes, to whichever stream. */
async function cli(...args: readonly string[]): Promise<string> {
  return (await runAwsCli(running.sandbox.awsEndpoint, args, role.environment)).output;
}
