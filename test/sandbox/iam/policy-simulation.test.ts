import { type ContextEntry, IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../../../sandbox/aws/aws-service.ts';
import { Iam } from '../../../sandbox/iam/iam.ts';
import { type PolicyDocument, Roles } from '../../../sandbox/iam/roles.ts';
import { startEndpointUnderTest } from '../aws/endpoint-under-test.ts';

const ROLE_ARN = `arn:aws:iam::${SANDBOX_ACCOUNT}:role/signer`;
const KEY = `arn:aws:kms:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:key/one`;

const policy = (...statements: object[]): PolicyDocument => ({ Version: '2012-10-17', Statement: statements });

let client: IAMClient;
let stop: () => Promise<void>;
beforeAll(async () => {
  const roles = new Roles();
  const signs = {
    Effect: 'Allow',
    Action: 'kms:Sign',
    Resource: KEY,
    Condition: { StringEquals: { 'kms:MessageType': 'DIGEST' } },
  };
  const denies = { Effect: 'Deny', Action: 'secretsmanager:*', Resource: '*' };
  roles.add({
    name: 'signer',
    arn: ROLE_ARN,
    trustPolicy: policy(),
    policies: new Map([['Own', policy(signs, denies)]]),
  });
  const place = { partition: 'aws', region: SANDBOX_REGION, accountId: SANDBOX_ACCOUNT };
  const iam = new Iam({ roles, place });
  const { endpoint, clientOf } = await startEndpointUnderTest({ services: { iam } });
  client = new IAMClient(clientOf());
  stop = () => endpoint.close();
});
afterAll(async () => {
  client.destroy();
  await stop();
});

const decisions = async (actions: string[], messageType?: string): Promise<(string | undefined)[]> => {
  const context: ContextEntry[] =
    messageType === undefined
      ? []
      : [{ ContextKeyName: 'kms:MessageType', ContextKeyValues: [messageType], ContextKeyType: 'string' }];
  const { EvaluationResults = [] } = await client.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: ROLE_ARN,
      ActionNames: actions,
      ResourceArns: [KEY],
      ContextEntries: context,
    }),
  );
  return EvaluationResults.map(({ EvalDecision }) => EvalDecision);
};

test('each action is decided by the role’s policies, their conditions and their denials', async () => {
  const actions = ['kms:Sign', 'kms:Verify', 'secretsmanager:GetSecretValue'];
  expect(await decisions(actions, 'DIGEST')).toEqual(['allowed', 'implicitDeny', 'explicitDeny']);
  expect(await decisions(['kms:Sign'], 'RAW')).toEqual(['implicitDeny']);
  expect(await decisions(['kms:Sign'])).toEqual(['implicitDeny']);
});

test('a role that is not there is refused', async () => {
  const unknown = new SimulatePrincipalPolicyCommand({ PolicySourceArn: `${ROLE_ARN}-x`, ActionNames: ['kms:Sign'] });
  await expect(client.send(unknown)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});
