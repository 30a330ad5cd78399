import * as cloudFormationModel from '@aws-sdk/client-cloudformation';
import * as cloudWatchModel from '@aws-sdk/client-cloudwatch';
import * as logsModel from '@aws-sdk/client-cloudwatch-logs';
import * as eventsModel from '@aws-sdk/client-eventbridge';
import * as iamModel from '@aws-sdk/client-iam';
import * as kmsModel from '@aws-sdk/client-kms';
import * as lambdaModel from '@aws-sdk/client-lambda';
import * as secretsManagerModel from '@aws-sdk/client-secrets-manager';
import * as stsModel from '@aws-sdk/client-sts';
import { describe, expect, test } from '@jest/globals';
import { CLOUDFORMATION_OPERATIONS } from '../../../sandbox/cloudformation/cloudformation.ts';
import { CLOUDWATCH_OPERATIONS } from '../../../sandbox/cloudwatch/cloudwatch.ts';
import { EVENTS_OPERATIONS } from '../../../sandbox/events/event-bridge.ts';
import { IAM_OPERATIONS } from '../../../sandbox/iam/iam.ts';
import { KMS_OPERATIONS } from '../../../sandbox/kms/kms.ts';
import { LAMBDA_OPERATIONS } from '../../../sandbox/lambda/lambda-api.ts';
import { LOGS_OPERATIONS } from '../../../sandbox/logs/logs.ts';
import { SECRETS_MANAGER_OPERATIONS } from '../../../sandbox/secrets-manager/secrets-manager.ts';
import { STS_OPERATIONS } from '../../../sandbox/sts/sts.ts';

/** An operation in the model that the AWS SDK carries: its request is the fifth part, whose fifth part are its members. */
type ModelledOperation = readonly [9, string, string, unknown, () => ModelledStructure, ...unknown[]];
type ModelledStructure = readonly [3, string, string, unknown, readonly string[], ...unknown[]];

interface ServedOperations {
  readonly service: string;
  readonly model: object;
  readonly members: Readonly<Record<string, readonly string[]>>;
}

const membersOf = (operations: Readonly<Record<string, { readonly members: readonly string[] }>>) =>
  Object.fromEntries(Object.entries(operations).map(([name, { members }]) => [name, members]));

const SERVICES: readonly ServedOperations[] = [
  { service: 'CloudFormation', model: cloudFormationModel, members: membersOf(CLOUDFORMATION_OPERATIONS) },
  { service: 'CloudWatch', model: cloudWatchModel, members: membersOf(CLOUDWATCH_OPERATIONS) },
  { service: 'CloudWatch Logs', model: logsModel, members: membersOf(LOGS_OPERATIONS) },
  { service: 'EventBridge', model: eventsModel, members: membersOf(EVENTS_OPERATIONS) },
  { service: 'IAM', model: iamModel, members: membersOf(IAM_OPERATIONS) },
  { service: 'KMS', model: kmsModel, members: membersOf(KMS_OPERATIONS) },
  { service: 'Lambda', model: lambdaModel, members: membersOf(LAMBDA_OPERATIONS) },
  { service: 'Secrets Manager', model: secretsManagerModel, members: membersOf(SECRETS_MANAGER_OPERATIONS) },
  { service: 'STS', model: stsModel, members: membersOf(STS_OPERATIONS) },
];

/** What AWS's model names as members of the operation's request. */
function modelled(model: object, operation: string): readonly string[] {
  const [, , , , request] = (model as Readonly<Record<string, ModelledOperation>>)[`${operation}$`] ?? [];
  const [, , , , members] = request?.() ?? [];
  if (members === undefined) throw new Error(`The model has no operation ${operation}.`);
  return members;
}

describe.each(SERVICES)('$service reads or refuses by name', ({ model, members }) => {
  test.each(Object.entries(members))('every member that AWS’s model gives %s, and no other', (operation, served) => {
    expect([...served].toSorted()).toEqual([...modelled(model, operation)].toSorted());
  });
});
