import { AwsError } from './aws-service.ts';

/**
 * What AWS answers to an operation that a service does not have; the query protocol calls it `InvalidAction`.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
 */
export function unknownOperation(service: string, operation: string, status = 400): AwsError {
  return new AwsError('UnknownOperationException', `The sandbox's ${service} has no operation ${operation}.`, status);
}

/** The answer to a call of a service that the sandbox does not have. */
export function unservedService(service: string, served: readonly string[]): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `The sandbox has no AWS service ${service}: it has ${served.join(', ')}.`,
  );
}

/** The answer to a request that is not signed and does not tell whose it is. */
export function nobodysRequest(served: readonly string[]): AwsError {
  return new AwsError(
    'MissingAuthenticationTokenException',
    `Missing Authentication Token. The sandbox has ${served.join(', ')}.`,
  );
}
