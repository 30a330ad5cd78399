import { CLOUDFORMATION_OPERATIONS } from './cloudformation/cloudformation.ts';
import { CLOUDWATCH_OPERATIONS } from './cloudwatch/cloudwatch.ts';
import { EVENTS_OPERATIONS } from './events/event-bridge.ts';
import { IAM_OPERATIONS } from './iam/iam.ts';
import { KMS_OPERATIONS } from './kms/kms.ts';
import { LAMBDA_OPERATIONS } from './lambda/lambda-api.ts';
import { LOGS_OPERATIONS } from './logs/logs.ts';
import { SECRETS_MANAGER_OPERATIONS } from './secrets-manager/secrets-manager.ts';
import type { AwsServiceName } from './service-name.ts';
import { STS_OPERATIONS } from './sts/sts.ts';

/** AWS's names of all operations that the sandbox serves, sorted, by service. */
export const SERVED_OPERATIONS: Readonly<Record<AwsServiceName, readonly string[]>> = {
  secretsmanager: Object.keys(SECRETS_MANAGER_OPERATIONS),
  kms: Object.keys(KMS_OPERATIONS),
  lambda: Object.keys(LAMBDA_OPERATIONS),
  sts: Object.keys(STS_OPERATIONS),
  cloudformation: Object.keys(CLOUDFORMATION_OPERATIONS),
  logs: Object.keys(LOGS_OPERATIONS),
  iam: Object.keys(IAM_OPERATIONS),
  events: Object.keys(EVENTS_OPERATIONS),
  monitoring: Object.keys(CLOUDWATCH_OPERATIONS),
};
