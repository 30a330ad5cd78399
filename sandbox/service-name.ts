/** The services of AWS that the sandbox serves, by the names AWS signs them with. */
export const AWS_SERVICES = [
  'secretsmanager',
  'kms',
  'lambda',
  'sts',
  'cloudformation',
  'logs',
  'iam',
  'events',
  'monitoring',
] as const;

export type AwsServiceName = (typeof AWS_SERVICES)[number];

/** All that the sandbox serves: AWS's services, and the API whose tokens are rotated. */
export const SERVICES = ['click2mail', ...AWS_SERVICES] as const;

export type ServiceName = (typeof SERVICES)[number];
